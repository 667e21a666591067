using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Conditions on places inside Object fields that know their types, where <c>KeyValueInput</c> takes any value.</summary>
internal static class PathWhereTypes
{
    public const string Field = "at";

    /// <returns>The input, and that of arrays.</returns>
    /// <param name="exists">The operator that all types have.</param>
    /// <param name="byType">The where inputs of field types.</param>
    public static IGraphType[] Build(SupportTypes support, Func<GraphField> exists, IReadOnlyDictionary<ParseType, InputObjectGraphType> byType)
    {
        var array = Input(
            "ObjectPathArrayWhereInput",
            "Conditions on an array inside an Object field. All of them must hold.",
            TypeParts.Field("equalTo", ListOf(support.Any), "Matches when the array is this one."),
            TypeParts.Field("contains", ListOf(support.Any), "Matches arrays that hold all of these values."),
            TypeParts.Field("containedBy", ListOf(support.Any), "Matches arrays whose elements are all among these values."));
        var path = Input(
            "ObjectPathWhereInput",
            "Conditions on a place inside an Object field. All of them must hold; a value of another type matches none but those on what it is not.",
            TypeParts.Field("path", NonNull(support.String), "The place, such as oslo.count."),
            TypeParts.Field("string", byType[ParseType.String], "Conditions on a text."),
            TypeParts.Field("number", byType[ParseType.Number], "Conditions on a number."),
            TypeParts.Field("boolean", byType[ParseType.Boolean], "Conditions on true or false."),
            TypeParts.Field("date", byType[ParseType.Date], "Conditions on a date."),
            TypeParts.Field("array", array, "Conditions on an array."),
            exists());
        byType[ParseType.Object].AddField(TypeParts.Field(Field, ListOf(NonNull(path)), "Conditions on places inside, by type. All of them must hold."));
        return [path, array];
    }
}
