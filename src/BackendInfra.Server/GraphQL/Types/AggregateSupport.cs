using BackendInfra.Core.Schema;
using GraphQL.Types;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The types of aggregates that all classes share.</summary>
internal sealed class AggregateSupport(SupportTypes support)
{
    /// <summary>Names that classes cannot take.</summary>
    public static readonly string[] Names = ["NumberHavingInput", "StringHavingInput", "DateHavingInput"];

    public EnumerationGraphType Direction { get; } = support.Order.Direction;

    public InputObjectGraphType Number { get; } = Comparisons("Number", support.Float);

    public InputObjectGraphType String { get; } = Comparisons("String", support.String);

    public InputObjectGraphType Date { get; } = Comparisons("Date", support.Date);

    public InputObjectGraphType For(FieldDefinition field) => field.Type switch
    {
        ParseType.Number => Number,
        ParseType.Date => Date,
        _ => String,
    };

    private static InputObjectGraphType Comparisons(string name, IGraphType value) => Input(
        name + "HavingInput",
        "Comparisons of an aggregate. All of them must hold.",
        Field("equalTo", value, "Matches when it is equal; null matches when there is no value."),
        Field("notEqualTo", value, "Matches when it is not equal, or when there is no value."),
        Field("lessThan", value, "Matches when it is less."),
        Field("lessThanOrEqualTo", value, "Matches when it is less or equal."),
        Field("greaterThan", value, "Matches when it is greater."),
        Field("greaterThanOrEqualTo", value, "Matches when it is greater or equal."));
}
