using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>
/// Which values a field can be compared with. Inside Object fields types are mixed, and a field that does not exist is
/// unset in every row, so there everything goes.
/// </summary>
internal static class OperandRules
{
    /// <summary>Checks the operand of an equality; an ISO text for a Date field becomes the date.</summary>
    /// <exception cref="ParseException">102.</exception>
    public static ParseValue Fit(FieldPath path, ParseValue value)
    {
        if (TopLevel(path) is not { } field)
            return value;
        return field.Type switch
        {
            FieldType.Array => value,
            FieldType.Relation => value is PointerValue pointer && pointer.ClassName == field.TargetClass ? value : throw Mismatch(field, value),
            FieldType.Date when value is StringValue text => new DateValue(IsoDate.Normalize(text.Text)),
            _ => FieldTypes.Fits(field, value) ? value : throw Mismatch(field, value),
        };
    }

    /// <summary>Checks the operand of less and greater.</summary>
    /// <exception cref="ParseException">102.</exception>
    public static ParseValue FitOrdered(FieldPath path, string name, ParseValue value)
    {
        if (TopLevel(path) is { Type: not (FieldType.String or FieldType.Number or FieldType.Date or FieldType.Array) } unordered)
            throw CannotUse(unordered, name);
        return value is StringValue or NumberValue or DateValue
            ? Fit(path, value)
            : throw Refusals.InvalidQuery($"bad {name} value: it must be a string, a number or a date.");
    }

    /// <exception cref="ParseException">102 unless the field holds texts.</exception>
    public static void RequireText(FieldPath path, string name)
    {
        if (TopLevel(path) is { Type: not (FieldType.String or FieldType.Array) } field)
            throw CannotUse(field, name);
    }

    /// <exception cref="ParseException">102 unless the field holds arrays.</exception>
    public static void RequireArray(FieldPath path, string name)
    {
        if (TopLevel(path) is { Type: not FieldType.Array } field)
            throw CannotUse(field, name);
    }

    /// <exception cref="ParseException">102 for a relation, which is neither set nor unset.</exception>
    public static void RefuseRelation(FieldPath path, string name)
    {
        if (TopLevel(path) is { Type: FieldType.Relation } field)
            throw CannotUse(field, name);
    }

    private static FieldDefinition? TopLevel(FieldPath path) => path.IsNested ? null : path.Field;

    private static ParseException Mismatch(FieldDefinition field, ParseValue value) =>
        Refusals.InvalidQuery($"Cannot compare {field.Name}, which is a {field.TypeName}, with a {value.TypeName}.");

    private static ParseException CannotUse(FieldDefinition field, string name) =>
        Refusals.InvalidQuery($"{name} cannot be used on {field.Name}, which is a {field.TypeName}.");
}
