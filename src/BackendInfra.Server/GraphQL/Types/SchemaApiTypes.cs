using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Mutations;
using GraphQL;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The class registry in GraphQL (reference §11): ordinary fields, answered by the engine from <see cref="SchemaApi"/>.</summary>
internal sealed class SchemaApiTypes
{
    private readonly SupportTypes _support;
    private readonly ObjectGraphType _class;
    private readonly InterfaceGraphType _field;
    private readonly InputObjectGraphType _fieldsInput;

    public SchemaApiTypes(SupportTypes support)
    {
        _support = support;
        _field = new InterfaceGraphType { Name = "SchemaField", Description = "A field of a class." };
        _field.AddField(Field("name", NonNull(support.String), "The field's name."));
        FieldTypes = System.Enum.GetValues<ParseType>().ToDictionary(type => type, FieldObject);
        _field.ResolveType = source => FieldTypes[((FieldDefinition)source).Type];
        _class = TypeParts.Object(
            "Class",
            "A class of the app.",
            Resolved("name", NonNull(support.String), "The class's name.", context => new(((ClassSchema)context.Source!).Name)),
            Resolved("schemaFields", NonNull(ListOf(NonNull(_field))), "The class's fields, sorted by name.", context => new(((ClassSchema)context.Source!).Fields.Values)));
        _fieldsInput = FieldsInput();
    }

    public Dictionary<ParseType, ObjectGraphType> FieldTypes { get; }

    public IEnumerable<IGraphType> All => [_class, _field, _fieldsInput, .. FieldTypes.Values];

    /// <summary>Names that classes cannot take, those of types nested in <see cref="All"/> included.</summary>
    public IEnumerable<string> Names => All.Select(type => type.Name).Concat(_fieldsInput.Fields.Select(member => member.ResolvedType!.GetNamedType().Name));

    public void AddQueries(ObjectGraphType query)
    {
        query.AddField(Resolved("class", NonNull(_class), "One class. Needs the master key.", SchemaApi.Class, Argument("name", NonNull(_support.String), "The class's name.")));
        query.AddField(Resolved("classes", NonNull(ListOf(NonNull(_class))), "All classes. Needs the master key.", SchemaApi.Classes));
    }

    public void AddMutations(ObjectGraphType mutation)
    {
        AddMutation(mutation, "createClass", "Makes a class. Needs the master key.", SchemaApi.Create, withFields: true);
        AddMutation(mutation, "updateClass", "Adds fields to a class and removes others with their values. Needs the master key.", SchemaApi.Update, withFields: true);
        AddMutation(mutation, "deleteClass", "Deletes an empty class. Needs the master key.", SchemaApi.Delete, withFields: false);
    }

    private void AddMutation(ObjectGraphType mutation, string name, string description, Func<IResolveFieldContext, ValueTask<object?>> resolve, bool withFields)
    {
        var type = char.ToUpperInvariant(name[0]) + name[1..];
        var input = Input(type + "Input", $"The input of {name}.", RootTypes.ClientMutationId(_support), Field("name", NonNull(_support.String), "The class's name."));
        if (withFields)
            input.AddField(Field("schemaFields", _fieldsInput, "Its fields."));
        var payload = TypeParts.Object(
            type + "Payload",
            $"The answer of {name}.",
            Resolved(RootTypes.ClientMutationIdName, _support.String, "Given back as it was sent.", context => new(((SchemaApiAnswer)context.Source!).ClientMutationId)),
            Resolved("class", NonNull(_class), "The class.", context => new(((SchemaApiAnswer)context.Source!).Class)));
        mutation.AddField(Resolved(name, payload, description, resolve, Argument("input", NonNull(input), "What is written.")));
    }

    private ObjectGraphType FieldObject(ParseType type)
    {
        var name = Core.Schema.FieldTypes.Name(type);
        var result = TypeParts.Object(
            $"Schema{name}Field",
            $"A field of the type {name}.",
            Resolved("name", NonNull(_support.String), "The field's name.", context => new(((FieldDefinition)context.Source!).Name)));
        if (type is ParseType.Pointer or ParseType.Relation)
            result.AddField(Resolved("targetClassName", NonNull(_support.String), "The class that it points to.", context => new(((FieldDefinition)context.Source!).TargetClass)));
        result.AddResolvedInterface(_field);
        _field.AddPossibleType(result);
        return result;
    }

    private InputObjectGraphType FieldsInput()
    {
        var input = Input("SchemaFieldsInput", "Fields to add to a class, and to remove from it.");
        foreach (var (name, type, isList) in SchemaApi.FieldMembers)
        {
            var item = NonNull(ItemInput(type));
            input.AddField(Field(name, isList ? ListOf(item) : item.ResolvedType!, $"Fields of the type {type}."));
        }

        input.AddField(Field("remove", ListOf(NonNull(Input("SchemaFieldInput", "A field.", Name()))), "Fields to remove with their values."));
        return input;
    }

    private InputObjectGraphType ItemInput(ParseType type) => type is ParseType.Pointer or ParseType.Relation
        ? Input($"{type}FieldInput", $"A field of the type {type}.", Name(), Field("targetClassName", NonNull(_support.String), "The class that it points to."))
        : Input($"Schema{type}FieldInput", $"A field of the type {type}.", Name());

    private GraphField Name() => Field("name", NonNull(_support.String), "The field's name.");
}
