using BackendInfra.Core.Schema;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Fills the object, connection and edge types of classes.</summary>
internal sealed class OutputTypes(SupportTypes support, IReadOnlyDictionary<string, ClassTypes> classes)
{
    public void Fill(ClassTypes types)
    {
        types.FindArguments = new QueryArguments(FindArguments(types));
        var type = types.Object;
        type.AddField(Field("id", NonNull(support.Id), "The global id: unique among all classes."));
        Add(type, support.SystemFields());
        Add(type, types.Class.CustomFields.Where(field => !field.IsSecret && types.Config.Answers(field)).Select(field => OutputField(types.Class, field)));
        type.AddResolvedInterface(support.ParseObject);
        type.AddResolvedInterface(support.Node);
        support.ParseObject.AddPossibleType(type);
        support.Node.AddPossibleType(type);
        support.ArrayResult.AddPossibleType(type);

        Add(types.Edge, [Field("node", type, "The object."), Field("cursor", NonNull(support.String), "Its place, for after and before."), Field("score", support.Float, "How well it matches the text search of the where; null without one.")]);
        Add(
            types.Connection,
            [
                Field("edges", ListOf(types.Edge), "The objects of the page."),
                Field("nodes", ListOf(type), "The objects of the page, without edges around them."),
                Field("pageInfo", NonNull(support.PageInfo), "Where the page stands."),
                Field("count", NonNull(support.Int), "The number of all objects that match, whatever the page."),
                Field("totalCount", NonNull(support.Int), "The same as count, by the name that it has elsewhere."),
            ]);
    }

    public QueryArgument[] FindArguments(ClassTypes types) =>
    [
        Argument("where", types.Where, "Which objects are wanted."),
        Argument("order", ListOf(NonNull(types.Order)), "Their order; the first key weighs most."),
        Argument("orderBy", ListOf(NonNull(types.OrderBy)), "Their order, in place of order: also by objects behind pointers, distances, scores and numbers of members."),
        Argument("distinctOn", ListOf(NonNull(types.Distinct)), "One object for each combination of these fields' values: the first one in the order."),
        Argument("skip", support.Int, "How many objects are passed over."),
        Argument("after", support.String, "The cursor after which the page begins."),
        Argument("first", support.Int, "How many objects the page holds at most; unless said, the default of the app (100)."),
        Argument("before", support.String, "The cursor before which the page ends."),
        Argument("last", support.Int, "Keeps the last objects of the page."),
        Argument("options", support.ReadOptions, "Options of the read."),
    ];

    private GraphField OutputField(ClassSchema schema, FieldDefinition field)
    {
        var description = $"The field {field.Name}.";
        if (field.Type == ParseType.Relation && classes.TryGetValue(field.TargetClass!, out var related))
        {
            return Field(
                field.Name,
                schema.Permissions.IsProtectedForAnyone(field.Name) ? related.Connection : NonNull(related.Connection),
                $"The objects of the relation {field.Name}.",
                FindArguments(related));
        }

        var type = OutputType(field);
        return Field(field.Name, IsNonNull(schema, field) ? NonNull(type) : type, description);
    }

    /// <summary>Whether the output of a required field is non-null: not where permissions may hide it (design §14).</summary>
    public static bool IsNonNull(ClassSchema schema, FieldDefinition field) =>
        field is { Required: true, Type: not (ParseType.Pointer or ParseType.Relation) } && !schema.Permissions.IsProtectedForAnyone(field.Name);

    private IGraphType OutputType(FieldDefinition field) => field.Type switch
    {
        ParseType.String => support.String,
        ParseType.Number => support.Float,
        ParseType.Boolean => support.Boolean,
        ParseType.Date => support.Date,
        ParseType.Array => ListOf(support.ArrayResult),
        ParseType.Bytes => support.Bytes,
        ParseType.File => support.FileInfo,
        ParseType.GeoPoint => support.GeoPoint,
        ParseType.Polygon => ListOf(NonNull(support.GeoPoint)),
        ParseType.Pointer when classes.TryGetValue(field.TargetClass!, out var target) => target.Object,
        _ => support.Object,
    };
}
