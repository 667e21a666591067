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
    /// <summary>Types by which an order makes sense; others have no order that clients could rely on.</summary>
    private static readonly ParseType[] Sortable = [ParseType.String, ParseType.Number, ParseType.Boolean, ParseType.Date, ParseType.Pointer];

    public void Fill(ClassTypes types)
    {
        FillWhere(types);
        FillOrder(types);
        Add(types.RelationWhere,
        [
            Field("have", types.Where, "Matches when it has an object that matches."),
            Field("haveNot", types.Where, "Matches when it has no object that matches."),
            support.Where.Exists(),
        ]);
        foreach (var field in types.Class.CustomFields)
        {
            var type = InputType(field);
            var isRequired = field is { Required: true, DefaultValue: null };
            types.CreateFields.AddField(Field(field.Name, isRequired ? NonNull(type) : type, Describe(field)));
            types.UpdateFields.AddField(Field(field.Name, type, Describe(field)));
        }

        types.CreateFields.AddField(Field("ACL", support.AclInput, "Who may read and write the object; everybody when left out."));
        types.UpdateFields.AddField(Field("ACL", support.AclInput, "Who may read and write the object; null opens it to everybody."));
        Add(types.Pointer,
        [
            Field("link", support.Id, "The global id or objectId of an existing object."),
            Field("createAndLink", types.CreateFields, "A new object."),
        ]);
        Add(types.Relation,
        [
            Field("add", ListOf(NonNull(support.Id)), "Global ids or objectIds of objects to add."),
            Field("remove", ListOf(NonNull(support.Id)), "Global ids or objectIds of objects to take out."),
            Field("createAndAdd", ListOf(NonNull(types.CreateFields)), "New objects to add."),
        ]);
        NestedWriteTypes.AddTo(types, support);
    }

    private void FillWhere(ClassTypes types)
    {
        var where = types.Where;
        where.AddField(Field("id", support.Where.Id, "Conditions on the id; global ids and objectIds are accepted."));
        where.AddField(Field("objectId", support.Where.Id, "Conditions on the objectId."));
        foreach (var field in types.Class.Fields.Values)
        {
            // The names of the combinators are taken; such a field cannot be filtered by.
            if (field.IsSecret || field.Name is "OR" or "AND" or "NOR" or Names.ObjectId || WhereType(field) is not { } type)
                continue;
            where.AddField(Field(field.Name, type, $"Conditions on {field.Name}."));
        }

        where.AddField(Field("OR", ListOf(NonNull(where)), "At least one of these must match."));
        where.AddField(Field("AND", ListOf(NonNull(where)), "All of these must match."));
        where.AddField(Field("NOR", ListOf(NonNull(where)), "None of these may match."));
    }

    private static void FillOrder(ClassTypes types)
    {
        foreach (var field in types.Class.Fields.Values.Where(field => !field.IsSecret && Sortable.Contains(field.Type)).Select(field => field.Name).Prepend("id"))
        {
            types.Order.Add($"{field}_ASC", $"{field}_ASC", $"By {field}, lowest first.");
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
