using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>How values compare: one place for the rules that the SQL compiler and <see cref="FilterEvaluator"/> share.</summary>
public static class ValueComparison
{
    /// <summary>Whether the field type has an order. All others have equality only, and comparing their order is false.</summary>
    public static bool IsOrdered(FieldType type) => type is FieldType.String or FieldType.Number or FieldType.Date;

    /// <summary>Less than, equal or greater than 0; null for values that have no order, or none with each other.</summary>
    public static int? Order(ParseValue left, ParseValue right) => (left, right) switch
    {
        (StringValue a, StringValue b) => CodePointOrder.Compare(a.Text, b.Text),
        (NumberValue a, NumberValue b) => a.Number.CompareTo(b.Number),
        (DateValue a, DateValue b) => string.CompareOrdinal(a.Iso, b.Iso),
        _ => null,
    };

    public static bool Holds(ComparisonOperator op, int? order) => op switch
    {
        ComparisonOperator.LessThan => order < 0,
        ComparisonOperator.LessThanOrEqual => order <= 0,
        ComparisonOperator.GreaterThan => order > 0,
        ComparisonOperator.GreaterThanOrEqual => order >= 0,
        ComparisonOperator.Equal => order == 0,
        _ => order != 0,
    };

    /// <summary>Whether a field's own value equals an operand. Files are compared by name, and plain texts stand for dates, ids and base64.</summary>
    public static bool OwnEquals(ParseValue own, ParseValue operand) => (own, operand) switch
    {
        (FileValue a, FileValue b) => a.Name == b.Name,
        (FileValue a, StringValue b) => a.Name == b.Text,
        (PointerValue a, StringValue b) => a.ObjectId == b.Text,
        (BytesValue a, StringValue b) => a.Base64 == b.Text,
        (DateValue a, StringValue b) => a.Iso == b.Text,
        _ => own.Equals(operand),
    };
}
