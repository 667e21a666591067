using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>Reads an order, such as <c>name,-createdAt</c>.</summary>
internal static class OrderParser
{
    /// <summary>In an order and in keys: how well a row matches the query's <c>$text</c>.</summary>
    public const string Score = "$score";

    /// <summary>Fields that the class does not have are left out.</summary>
    /// <exception cref="ParseException">105 what can be no field, 102 a field that has no order.</exception>
    /// <param name="where">The query's condition, which <c>$score</c> is about.</param>
    public static ImmutableArray<SortKey> Parse(ClassSchema schema, IReadOnlyList<string> names, Filter where)
    {
        var keys = ImmutableArray.CreateBuilder<SortKey>(names.Count);
        foreach (var name in names)
        {
            var descending = name.StartsWith('-');
            if (name is Score or $"-{Score}")
            {
                // The best match comes first, whatever the sign.
                var text = TextOf(where);
                keys.Add(new SortKey(text.Path, Descending: true) { ScoreOf = text });
                continue;
            }

            var path = FieldPath.Parse(schema, Resolve(descending ? name[1..] : name));
            if (path.Field is null)
                continue;
            if (path.Field.Type is FieldType.Relation or FieldType.Acl)
                throw Refusals.InvalidQuery($"{path.Name} is a {path.Field.TypeName}, which has no order.");
            keys.Add(new SortKey(path, descending));
        }

        return keys.ToImmutable();
    }

    /// <exception cref="ParseException">102 when the query searches no text.</exception>
    public static TextFilter TextOf(Filter where) => TextFilter.Of(where) ?? throw Refusals.InvalidQuery($"{Score} needs a $text condition.");

    /// <summary>Names that old clients use for the dates.</summary>
    private static string Resolve(string name) => name switch
    {
        "_created_at" => Names.CreatedAt,
        "_updated_at" => Names.UpdatedAt,
        _ => name,
    };
}
