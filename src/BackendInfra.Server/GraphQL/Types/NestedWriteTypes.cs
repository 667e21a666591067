using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>What the inputs of pointers and relations have beyond Parse's own: writes to objects that are linked already.</summary>
internal static class NestedWriteTypes
{
    public const string Update = "update", Unlink = "unlink", Set = "set", RemoveAll = "removeAll", Delete = "delete";

    /// <summary>What the config does not let be updated or deleted is not by way of others.</summary>
    public static void AddTo(ClassTypes types, SupportTypes support)
    {
        types.Pointer.AddField(Field(Unlink, support.Boolean, "true unsets the pointer."));
        Add(types.Relation,
        [
            Field(Set, ListOf(NonNull(support.Id)), "Global ids or objectIds of all members from now on, beside those that are added."),
            Field(RemoveAll, support.Boolean, "true takes all members out, but for those that are added."),
        ]);
        if (types.Config.Delete)
            types.Relation.AddField(Field(Delete, ListOf(NonNull(support.Id)), "Global ids or objectIds of members to delete."));
        if (!types.Config.Update)
            return;
        var member = Input(
            types.Names.RelationUpdate,
            $"A change of a member of a relation to the class {types.Class.Name}.",
            Field("id", NonNull(support.Id), "The member's global id or objectId."),
            Field("fields", types.UpdateFields, "The fields to change."));
        types.Pointer.AddField(Field(Update, types.UpdateFields, "Fields to change in the object that the pointer names."));
        types.Relation.AddField(Field(Update, ListOf(NonNull(member)), "Members to change."));
    }
}
