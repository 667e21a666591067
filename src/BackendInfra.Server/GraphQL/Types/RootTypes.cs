using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The root fields of classes with their inputs and payloads.</summary>
internal sealed class RootTypes(SupportTypes support, OutputTypes outputs)
{
    public void AddQueries(ObjectGraphType query, ClassTypes types)
    {
        var name = types.Class.Name;
        if (types.Names.Get is { } get)
        {
            query.AddField(Root(ClassRole.Get, types, get, NonNull(types.Object), $"One object of the class {name}.",
            [
                Argument("id", NonNull(support.Id), "Its global id or objectId."),
                Argument("options", support.ReadOptions, "Options of the read."),
            ]));
        }

        if (types.Names.Find is { } find)
            query.AddField(Root(ClassRole.Find, types, find, NonNull(types.Connection), $"Objects of the class {name}.", outputs.FindArguments(types)));
    }

    public void AddMutations(ObjectGraphType mutation, ClassTypes types)
    {
        var names = types.Names;
        AddMutation(mutation, ClassRole.Create, types, names.Create, names.CreateInput, names.CreatePayload, [Field("fields", types.CreateFields, "The new object's fields.")]);
        AddMutation(mutation, ClassRole.Update, types, names.Update, names.UpdateInput, names.UpdatePayload, [ObjectId(), Field("fields", types.UpdateFields, "The fields to change."), .. types.Writes.UpdateInputs(support)]);
        AddMutation(mutation, ClassRole.Delete, types, names.Delete, names.DeleteInput, names.DeletePayload, [ObjectId(), WriteTypes.VersionInput(support)]);
        UpsertTypes.AddTo(mutation, types, support);
    }

    private GraphField ObjectId() => Field("id", NonNull(support.Id), "The object's global id or objectId.");

    private void AddMutation(ObjectGraphType mutation, ClassRole role, ClassTypes types, string? name, string inputName, string payloadName, GraphField[] fields)
    {
        if (name is null)
            return;
        var input = Input(inputName, $"The input of {name}.", [ClientMutationId(support), .. fields]);
        var payload = TypeParts.Object(payloadName, $"The answer of {name}.", ClientMutationId(support));
        if (types.Names.Object != ClientMutationIdName)
            payload.AddField(Field(types.Names.Object, NonNull(types.Object), role == ClassRole.Delete ? "The object as it was." : "The object as it is now."));
        mutation.AddField(Root(role, types, name, payload, Describe(role, types.Class.Name), [Argument("input", NonNull(input), "What is written.")]));
    }

    public const string ClientMutationIdName = "clientMutationId";

    public static GraphField ClientMutationId(SupportTypes support) =>
        Field(ClientMutationIdName, support.String, "Given back as it was sent.");

    private static string Describe(ClassRole role, string name) => role switch
    {
        ClassRole.Create => $"Makes an object of the class {name}.",
        ClassRole.Update => $"Changes an object of the class {name}.",
        _ => $"Deletes an object of the class {name}.",
    };

    public static ClassRootField Root(ClassRole role, ClassTypes types, string name, IGraphType type, string description, QueryArgument[] arguments) => new(role, types)
    {
        Name = name,
        ResolvedType = type,
        Description = description,
        Arguments = new QueryArguments(arguments),
    };
}
