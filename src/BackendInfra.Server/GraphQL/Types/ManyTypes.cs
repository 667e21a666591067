using BackendInfra.Server.GraphQL.Naming;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;
using GraphField = GraphQL.Types.FieldType;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The mutations of many objects of one class.</summary>
internal static class ManyTypes
{
    public const string Count = "count";
    public const string Objects = "objects";
    public const string Ids = "ids";
    public const string Where = "where";

    public static void AddMutations(ObjectGraphType mutation, ClassTypes types, SupportTypes support)
    {
        var (names, name) = (types.Names.Writes, types.Class.Name);
        Add(ClassRole.CreateMany, names.CreateMany, $"Makes objects of the class {name}, all of them or none.", "The objects as they are now, in the order of the input.",
            Field(Objects, NonNull(ListOf(NonNull(types.CreateFields))), "The fields of the new objects."));
        Add(ClassRole.UpdateMany, names.UpdateMany, $"Changes objects of the class {name} alike, all of them or none.", "The objects as they are now.",
            [.. Targets(), Field("fields", types.UpdateFields, "The fields to change."), .. types.Writes.OperationsInput()]);
        Add(ClassRole.DeleteMany, names.DeleteMany, $"Deletes objects of the class {name}, all of them or none.", "The objects as they were.", [.. Targets()]);

        IEnumerable<GraphField> Targets() =>
        [
            Field(Ids, ListOf(NonNull(support.Id)), "Global ids or objectIds; if the caller cannot write one of them, none is written. Give ids, objects or where."),
            Field(Objects, ListOf(NonNull(support.ObjectVersion)), "As ids, of objects that were not changed in the meantime."),
            Field(Where, types.Where, "Those of the objects that match which the caller can find and write; {} is all of them."),
        ];

        void Add(ClassRole role, MutationNames own, string description, string objects, params GraphField[] fields)
        {
            if (own.Field is not { } root)
                return;
            var input = Input(own.Input, $"The input of {root}.", [RootTypes.ClientMutationId(support), .. fields]);
            var payload = TypeParts.Object(own.Payload, $"The answer of {root}.", RootTypes.ClientMutationId(support), Field(Count, NonNull(support.Int), "How many objects were written."));
            if (names.Objects is not (Count or RootTypes.ClientMutationIdName))
                payload.AddField(Field(names.Objects, NonNull(ListOf(NonNull(types.Object))), objects));
            mutation.AddField(RootTypes.Root(role, types, root, payload, description, [Argument("input", NonNull(input), "What is written.")]));
        }
    }
}
