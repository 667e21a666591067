using BackendInfra.Core.Schema;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The argument <c>orderBy</c>: beside a class's own fields, those behind its pointers, distances, scores and numbers of members.</summary>
internal sealed class OrderTypes
{
    /// <summary>The member that orders by how well objects match a search; no field can have its name.</summary>
    public const string Score = "_score";

    public OrderTypes(SupportTypes support)
    {
        Direction = Enum("OrderDirection", "A direction of an order.", [("ASC", "Lowest first, and unset before all."), ("DESC", "Highest first, and unset behind all.")]);
        Place = Input(
            "GeoPointOrderByInput",
            "An order by distance.",
            Field("distanceFrom", NonNull(support.GeoPointInput), "The place from which distances are."),
            Directed());
        Path = Input(
            "ObjectOrderByInput",
            "An order by a place inside an Object field.",
            Field("path", NonNull(support.String), "The place, such as oslo.count."),
            Directed());
        Relation = Input("RelationOrderByInput", "An order by the members of a relation.", Field("count", NonNull(Direction), "By how many there are that you may count."));
    }

    public EnumerationGraphType Direction { get; }

    public InputObjectGraphType Place { get; }

    public InputObjectGraphType Path { get; }

    public InputObjectGraphType Relation { get; }

    public IEnumerable<IGraphType> All => [Direction, Place, Path, Relation];

    /// <summary>Fills a class's enum of <c>distinctOn</c>.</summary>
    public static void FillDistinct(ClassTypes types)
    {
        // GraphQL has no enum values of these names.
        foreach (var field in types.Class.Fields.Values.Where(field => !field.IsSecret && field.Type is not (ParseType.Acl or ParseType.Relation) && field.Name is not ("true" or "false" or "null")))
            types.Distinct.Add(field.Name, field.Name, $"The field {field.Name}.");
    }

    /// <summary>Fills a class's input of <c>orderBy</c>.</summary>
    public void Fill(ClassTypes types, IReadOnlyDictionary<string, ClassTypes> classes)
    {
        // The config may leave one direction only; that one the argument order has.
        bool Sorts(string field) => types.Config.Sorts(field, descending: false) && types.Config.Sorts(field, descending: true);
        if (Sorts("id"))
            types.OrderBy.AddField(Field("id", Direction, "By the id."));
        foreach (var field in types.Class.Fields.Values.Where(field => !field.IsSecret && Sorts(field.Name)))
        {
            if (Of(field, classes) is { } type)
                types.OrderBy.AddField(Field(field.Name, type, Describe(field)));
        }

        types.OrderBy.AddField(Field(Score, Direction, "By how well objects match the text search of the where."));
    }

    private IGraphType? Of(FieldDefinition field, IReadOnlyDictionary<string, ClassTypes> classes) => field.Type switch
    {
        ParseType.Acl => null,
        ParseType.GeoPoint => Place,
        ParseType.Object => Path,
        ParseType.Pointer when classes.TryGetValue(field.TargetClass!, out var target) => target.OrderBy,
        ParseType.Relation => classes.ContainsKey(field.TargetClass!) ? Relation : null,
        _ => Direction,
    };

    private static string Describe(FieldDefinition field) => field.Type switch
    {
        ParseType.GeoPoint => $"By the distance of {field.Name}.",
        ParseType.Object => $"By a place inside {field.Name}.",
        ParseType.Pointer => $"By the object that {field.Name} points to.",
        ParseType.Relation => $"By the members of {field.Name}.",
        _ => $"By {field.Name}.",
    };

    private GraphField Directed()
    {
        var field = Field("direction", Direction, "ASC unless said.");
        field.DefaultValue = "ASC";
        return field;
    }
}
