using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Fills the input types of classes: where, order, fields, pointers and relations.</summary>
internal sealed class InputTypes(SupportTypes support, IReadOnlyDictionary<string, ClassTypes> classes)
{
    public void Fill(ClassTypes types)
    {
        FillWhere(types);
        FillOrder(types);
        support.Order.Fill(types, classes);
        OrderTypes.FillDistinct(types);
        Add(types.RelationWhere,
        [
            Field("have", types.Where, "Matches when it has an object that matches."),
            Field("haveNot", types.Where, "Matches when it has no object that matches."),
            Field("every", types.Where, "Matches when all objects match that it has; also when it has none."),
            Field("count", types.CountWhere, "Matches by how many objects a relation has that you may count."),
            support.Where.Exists(),
        ]);
        Add(types.CountWhere, [Field("where", types.Where, "Which are counted; all when left out."), .. WhereTypes.Comparisons(support.Int)]);
        foreach (var field in types.Class.CustomFields)
        {
            var type = InputType(field);
            var isRequired = field is { Required: true, DefaultValue: null };
            if (types.Config.CreateFields?.Contains(field.Name) is not false)
                types.CreateFields.AddField(Field(field.Name, isRequired ? NonNull(type) : type, Describe(field)));
            if (types.Config.UpdateFields?.Contains(field.Name) is not false)
                types.UpdateFields.AddField(Field(field.Name, type, Describe(field)));
        }

        types.Writes.Fill(types.Class, types.Config, support);
        types.CreateFields.AddField(Field("ACL", support.AclInput, "Who may read and write the object; everybody when left out."));
        types.UpdateFields.AddField(Field("ACL", support.AclInput, "Who may read and write the object; null opens it to everybody."));
        Add(types.Pointer,
        [
            Field("link", support.Id, "The global id or objectId of an existing object."),
            .. types.Config.Create ? [Field("createAndLink", types.CreateFields, "A new object.")] : Array.Empty<GraphField>(),
        ]);
        Add(types.Relation,
        [
            Field("add", ListOf(NonNull(support.Id)), "Global ids or objectIds of objects to add."),
            Field("remove", ListOf(NonNull(support.Id)), "Global ids or objectIds of objects to take out."),
            .. types.Config.Create ? [Field("createAndAdd", ListOf(NonNull(types.CreateFields)), "New objects to add.")] : Array.Empty<GraphField>(),
        ]);
        NestedWriteTypes.AddTo(types, support);
    }

    /// <summary>Whether a where has the name already; such a field cannot be filtered by.</summary>
    public static bool IsCombinator(string field) => field is "OR" or "AND" or "NOR";

    private void FillWhere(ClassTypes types)
    {
        var where = types.Where;
        if (types.Config.Constrains("id"))
            where.AddField(Field("id", support.Where.Id, "Conditions on the id; global ids and objectIds are accepted."));
        if (types.Config.Constrains(Names.ObjectId))
            where.AddField(Field("objectId", support.Where.Id, "Conditions on the objectId."));
        foreach (var field in types.Class.Fields.Values)
        {
            if (field.IsSecret || field.Name == Names.ObjectId || IsCombinator(field.Name) || !types.Config.Constrains(field.Name) || WhereType(field) is not { } type)
                continue;
            where.AddField(Field(field.Name, type, $"Conditions on {field.Name}."));
        }

        where.AddField(Field("OR", ListOf(NonNull(where)), "At least one of these must match."));
        where.AddField(Field("AND", ListOf(NonNull(where)), "All of these must match."));
        where.AddField(Field("NOR", ListOf(NonNull(where)), "None of these may match."));
    }

    private static void FillOrder(ClassTypes types)
    {
        var config = types.Config;
        var fields = types.Class.Fields.Values.Where(field => !field.IsSecret && field.Type is not (ParseType.Acl or ParseType.Relation)).Select(field => field.Name).Prepend("id").ToArray();

        // An enum must have a value: where the config leaves none, the id is one, as in Parse.
        var isEmpty = !fields.Any(field => config.Sorts(field, descending: false) || config.Sorts(field, descending: true));
        foreach (var field in isEmpty ? ["id"] : fields)
        {
            if (isEmpty || config.Sorts(field, descending: false))
                types.Order.Add($"{field}_ASC", $"{field}_ASC", $"By {field}, lowest first.");
            if (isEmpty || config.Sorts(field, descending: true))
                types.Order.Add($"{field}_DESC", $"{field}_DESC", $"By {field}, highest first.");
        }
    }

    private IGraphType? WhereType(FieldDefinition field) =>
        field.Type is not (ParseType.Pointer or ParseType.Relation) ? support.Where.For(field)
        : classes.TryGetValue(field.TargetClass!, out var target) ? target.RelationWhere
        : null;

    private IGraphType InputType(FieldDefinition field) => field.Type switch
    {
        ParseType.String => support.String,
        ParseType.Number => support.Float,
        ParseType.Boolean => support.Boolean,
        ParseType.Date => support.Date,
        ParseType.Array => ListOf(support.Any),
        ParseType.Bytes => support.Bytes,
        ParseType.File => support.FileInput,
        ParseType.GeoPoint => support.GeoPointInput,
        ParseType.Polygon => ListOf(NonNull(support.GeoPointInput)),
        ParseType.Pointer when classes.TryGetValue(field.TargetClass!, out var target) => target.Pointer,
        ParseType.Relation when classes.TryGetValue(field.TargetClass!, out var target) => target.Relation,
        _ => support.Object,
    };

    private static string Describe(FieldDefinition field) => field.DefaultValue is { } value
        ? $"The field {field.Name}; {Excerpt.Of(ParseJsonText.Wire(value))} when left out."
        : $"The field {field.Name}.";
}
