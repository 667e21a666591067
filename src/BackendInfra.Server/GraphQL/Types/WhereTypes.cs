using BackendInfra.Core.Schema;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The where inputs of field types (reference §7); those of classes are built with the class.</summary>
internal sealed class WhereTypes
{
    private readonly SupportTypes _support;
    private readonly Dictionary<ParseType, InputObjectGraphType> _byType;
    private readonly IGraphType[] _paths;

    public WhereTypes(SupportTypes support)
    {
        _support = support;
        Subquery = Input(
            "SubqueryInput",
            "Objects of another class.",
            Field("className", NonNull(support.String), "The class, as in the class registry."),
            Field("where", NonNull(support.Object), "The condition, in the form of that class's where input."));
        Select = Input(
            "SelectInput",
            "The values of one field in the objects that a query finds.",
            Field("query", NonNull(Subquery), "The query."),
            Field("key", NonNull(support.String), "The field whose values are compared with."));
        KeyValue = Input(
            "KeyValueInput",
            "A place inside an Object field and a value.",
            Field("key", NonNull(support.String), "The place, such as stock.nyc.count."),
            Field("value", NonNull(support.Any), "The value to compare with."));

        Id = Of("Id", support.Id, ordered: true);
        var text = Of("String", support.String, ordered: true, [.. Regex(), Text()]);
        var file = Of("File", support.File, ordered: true, Regex());
        var array = Of(
            "Array",
            support.Any,
            ordered: true,
            [
                Field("contains", ListOf(support.Any), "Matches arrays that hold all of these values."),
                Field("containedBy", ListOf(support.Any), "Matches arrays whose elements are all among these values."),
            ]);
        Object = Of("Object", KeyValue, ordered: true);
        _byType = new Dictionary<ParseType, InputObjectGraphType>
        {
            [ParseType.String] = text,
            [ParseType.Number] = Of("Number", support.Float, ordered: true),
            [ParseType.Boolean] = Build("Boolean", [.. Equality(support.Boolean), .. Common()]),
            [ParseType.Date] = Of("Date", support.Date, ordered: true),
            [ParseType.Bytes] = Of("Bytes", support.Bytes, ordered: true),
            [ParseType.File] = file,
            [ParseType.Array] = array,
            [ParseType.Object] = Object,
            [ParseType.Acl] = Object,
            [ParseType.GeoPoint] = Build("GeoPoint", [Exists(), .. GeoTypes.OnPoints(support)]),
            [ParseType.Polygon] = Build("Polygon", [Exists(), .. GeoTypes.OnPolygons(support)]),
        };
        _paths = PathWhereTypes.Build(support, Exists, _byType);
    }

    public InputObjectGraphType Id { get; }

    public InputObjectGraphType Object { get; }

    public InputObjectGraphType Subquery { get; }

    public InputObjectGraphType Select { get; }

    public InputObjectGraphType KeyValue { get; }

    public IEnumerable<IGraphType> All => [Subquery, Select, KeyValue, Id, .. _byType.Values.Distinct(), .. _paths];

    public InputObjectGraphType For(FieldDefinition field) => _byType[field.Type];

    public GraphField Exists() => Field("exists", _support.Boolean, "Whether the field has a value.");

    /// <summary>Equality and order, for a number that is not a field's.</summary>
    public static IEnumerable<GraphField> Comparisons(IGraphType value) => [.. Equality(value), .. Order(value)];

    private InputObjectGraphType Of(string name, IGraphType value, bool ordered, params GraphField[] more) => Build(
        name,
        [
            .. Equality(value),
            .. ordered ? Order(value) : [],
            Field("in", ListOf(value), "Matches when the value is one of these."),
            Field("notIn", ListOf(value), "Matches when the value is none of these."),
            .. Common(),
            .. more,
        ]);

    private static InputObjectGraphType Build(string name, GraphField[] fields) =>
        Input(name + "WhereInput", $"Conditions on a field of type {name}. All of them must hold.", fields);

    private static GraphField[] Equality(IGraphType value) =>
    [
        Field("equalTo", value, "Matches when the value is equal; null matches unset fields."),
        Field("notEqualTo", value, "Matches when the value is not equal, or is unset."),
    ];

    private static GraphField[] Order(IGraphType value) =>
    [
        Field("lessThan", value, "Matches when the value is less."),
        Field("lessThanOrEqualTo", value, "Matches when the value is less or equal."),
        Field("greaterThan", value, "Matches when the value is greater."),
        Field("greaterThanOrEqualTo", value, "Matches when the value is greater or equal."),
    ];

    private GraphField[] Common() =>
    [
        Exists(),
        Field("inQueryKey", Select, "Matches when the value is among those of a field in other objects."),
        Field("notInQueryKey", Select, "Matches when the value is not among those of a field in other objects."),
    ];

    private GraphField Text()
    {
        var search = Input(
            "SearchInput",
            "A full text search.",
            Field("term", NonNull(_support.String), "Words that must all be there; \"a phrase\", a word with - that must not, or."),
            Field("language", _support.String, "Whose word stems are meant, such as english, the default."),
            Field("caseSensitive", _support.Boolean, "Only false is supported."),
            Field("diacriticSensitive", _support.Boolean, "Only true is supported."));
        return Field("text", Input("TextInput", "A full text search.", Field("search", NonNull(search), "What is searched.")), "Matches by words.");
    }

    private GraphField[] Regex() =>
    [
        Field("matchesRegex", _support.String, "Matches the regular expression."),
        Field("options", _support.String, "Options of matchesRegex: i, m, s, x."),
    ];
}
