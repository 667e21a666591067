using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>Reads an order, such as <c>name,-createdAt</c>.</summary>
internal static class OrderParser
{
    /// <summary>Fields that the class does not have are left out.</summary>
    /// <exception cref="ParseException">105 what can be no field, 102 a field that has no order.</exception>
    public static ImmutableArray<SortKey> Parse(ClassSchema schema, IReadOnlyList<string> names)
    {
        var keys = ImmutableArray.CreateBuilder<SortKey>(names.Count);
        foreach (var name in names)
        {
            var descending = name.StartsWith('-');
            var path = FieldPath.Parse(schema, Resolve(descending ? name[1..] : name));
            if (path.Field is null)
                continue;
            if (path.Field.Type is FieldType.Relation or FieldType.Acl)
                throw Refusals.InvalidQuery($"{path.Name} is a {path.Field.TypeName}, which has no order.");
            keys.Add(new SortKey(path, descending));
        }

        return keys.ToImmutable();
    }

    /// <summary>Names that old clients use for the dates.</summary>
    private static string Resolve(string name) => name switch
    {
        "_created_at" => Names.CreatedAt,
        "_updated_at" => Names.UpdatedAt,
        _ => name,
    };
}
