using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>One object in memory, as <see cref="FilterEvaluator"/> looks at it.</summary>
/// <param name="Values">By field; a field that is missing, or null, is unset.</param>
public sealed record ObjectState(
    string ObjectId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyDictionary<string, ParseValue> Values)
{
    /// <summary>Null for an object that is open to everybody.</summary>
    public Acl? Acl { get; init; }

    /// <summary>The field's own value; null when it is unset.</summary>
    public ParseValue? Find(FieldDefinition field) => field.Name switch
    {
        Names.ObjectId => new StringValue(ObjectId),
        Names.CreatedAt => DateValue.Of(CreatedAt),
        Names.UpdatedAt => DateValue.Of(UpdatedAt),
        _ => Values.GetValueOrDefault(field.Name) is { } value and not NullValue ? value : null,
    };

    /// <summary>What stands at a path, a null inside an object among it; null when there is nothing.</summary>
    public ParseValue? Find(FieldPath path)
    {
        if (path.Field is not { } field || Find(field) is not { } value)
            return null;

        var found = path.IsNested ? NestedValues.Unwrap(value) : value;
        foreach (var key in path.Keys)
        {
            found = NestedValues.Member(found, key);
            if (found is null)
                return null;
        }

        return found;
    }
}
