using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema;

/// <summary>What an index can be on, and what its conditions can say.</summary>
internal static class IndexRules
{
    private const int MaxConditions = 20, MaxValues = 100, MaxText = 1000;

    /// <summary>Checks a new index of a class.</summary>
    /// <returns>The class with the index, and with the fields promoted that it depends on: an index on <c>data</c> itself would slow down every update.</returns>
    /// <exception cref="ParseException">102.</exception>
    public static ClassSchema Add(ClassSchema schema, IndexDefinition index)
    {
        if (!Names.IsIdentifier(index.Name.TrimStart('_')) || index.Name.Length > Names.MaxBytes)
            throw Refusals.InvalidQuery($"Invalid index name: {Excerpt.Of(index.Name)}");
        if (schema.Indexes.Any(i => i.Name == index.Name))
            throw Refusals.InvalidQuery($"Index {index.Name} exists, cannot update.");
        if (index.Keys.IsEmpty)
            throw Refusals.InvalidQuery($"Index {index.Name} has no fields.");

        foreach (var key in index.Keys)
            Check(Find(schema, key.Field), key, index);
        if (index.Sparse && !index.Where.IsEmpty)
            throw Refusals.InvalidQuery($"Index {index.Name}: sparse and partialFilterExpression exclude each other.");
        if (index.Where.Length > MaxConditions)
            throw Refusals.InvalidQuery($"Index {index.Name}: at most {MaxConditions} conditions are possible.");
        foreach (var condition in index.Where)
            Check(Find(schema, condition.Field), condition, index);

        foreach (var field in index.Fields.Select(name => schema.Find(name)!).Where(field => !field.IsSystem))
            schema = schema.With(field with { Promoted = true });
        return schema with { Indexes = schema.Indexes.Add(index) };
    }

    private static void Check(FieldDefinition field, IndexKey key, IndexDefinition index)
    {
        if (field.Type is FieldType.Relation or FieldType.Acl or FieldType.File or FieldType.GeoPoint or FieldType.Polygon or FieldType.Object)
            throw Refusals.InvalidQuery($"Field {field.Name} is a {field.TypeName}, which cannot be indexed.");
        if (field.Type == FieldType.Array && index.Keys.Length > 1)
            throw Refusals.InvalidQuery($"Field {field.Name} is an Array, which can only be indexed alone.");
        if (field.Type == FieldType.Array && index.Unique)
            throw Refusals.InvalidQuery($"Field {field.Name} is an Array, whose index cannot be unique.");
        if (key.IsText && (field.Type != FieldType.String || field.IsSystem || index.Keys.Length > 1 || index.Unique))
            throw Refusals.InvalidQuery($"Index {index.Name}: a text index is on one String field and is not unique.");
    }

    private static void Check(FieldDefinition field, IndexCondition condition, IndexDefinition index)
    {
        if (field.Type is not (FieldType.String or FieldType.Number or FieldType.Boolean or FieldType.Date or FieldType.Pointer) || field.IsSecret)
            throw Refusals.InvalidQuery($"Index {index.Name}: {field.Name} is a {field.TypeName}, on which an index can have no condition.");
        var values = condition switch
        {
            IndexComparison comparison => [comparison.Value],
            IndexMembership membership => membership.Values,
            _ => [],
        };
        if (condition is IndexMembership { Values.Length: 0 or > MaxValues })
            throw Refusals.InvalidQuery($"Index {index.Name}: $in needs 1 to {MaxValues} values.");
        if (condition is IndexComparison { Operator: not (Queries.ComparisonOperator.Equal or Queries.ComparisonOperator.NotEqual) } && field.Type is FieldType.Boolean or FieldType.Pointer)
            throw Refusals.InvalidQuery($"Index {index.Name}: {field.Name} is a {field.TypeName}, which has no order.");
        foreach (var value in values)
        {
            if (value is NullValue || !FieldTypes.Fits(field, value))
                throw Refusals.InvalidQuery($"Index {index.Name}: {field.Name} is a {field.TypeName} and cannot be compared with a {value.TypeName}.");
            if (value is StringValue { Text.Length: > MaxText })
                throw Refusals.InvalidQuery($"Index {index.Name}: a text in a condition may have at most {MaxText} characters.");
        }
    }

    private static FieldDefinition Find(ClassSchema schema, string name) =>
        schema.Find(name) ?? throw Refusals.InvalidQuery($"Field {Excerpt.Of(name)} does not exist, cannot add index.");
}
