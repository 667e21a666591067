using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>What the inputs of pointers and relations have beyond Parse's own: writes to objects that are linked already.</summary>
internal static class NestedWriteTypes
{
    public const string Update = "update", Unlink = "unlink", Set = "set", RemoveAll = "removeAll", Delete = "delete";

    public static void AddTo(ClassTypes types, SupportTypes support)
    {
        Add(types.Pointer,
        [
            Field(Update, types.UpdateFields, "Fields to change in the object that the pointer names."),
            Field(Unlink, support.Boolean, "true unsets the pointer."),
        ]);
        var member = Input(
            types.Names.RelationUpdate,
            $"A change of a member of a relation to the class {types.Class.Name}.",
            Field("id", NonNull(support.Id), "The member's global id or objectId."),
            Field("fields", types.UpdateFields, "The fields to change."));
        Add(types.Relation,
        [
            Field(Update, ListOf(NonNull(member)), "Members to change."),
            Field(Delete, ListOf(NonNull(support.Id)), "Global ids or objectIds of members to delete."),
            Field(Set, ListOf(NonNull(support.Id)), "Global ids or objectIds of all members from now on, beside those that are added."),
            Field(RemoveAll, support.Boolean, "true takes all members out, but for those that are added."),
        ]);
    }
}
