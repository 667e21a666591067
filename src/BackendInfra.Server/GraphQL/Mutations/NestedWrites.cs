using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>
/// Writes to objects that an object's pointers and relations name already. The object itself is held first, so that neither can
/// change meanwhile, and nobody learns by a refusal what an object names that he may not write.
/// </summary>
internal sealed class NestedWrites(ObjectWriter writer, OperationRequest request, IStoreTransaction? transaction, CancellationToken cancellationToken)
{
    private const int MaxDepth = 20;

    private readonly InputScope _scope = request.Scope;
    private readonly Principal _principal = request.Caller.Principal;
    private int _depth, _count;

    /// <summary>Whether the input of a pointer or a relation writes to what is named already.</summary>
    public static bool Reach(InputScope scope, InputValue input) =>
        scope.SettleOrNull(scope.Member(input, NestedWriteTypes.Update)) is ObjectInput or ListInput { Items.IsEmpty: false }
        || scope.Items(scope.Member(input, NestedWriteTypes.Delete)).Any();

    /// <summary>The object that is updated, held until the transaction ends; null where its fields write to nothing that it names, it is new, or there are many.</summary>
    /// <exception cref="ParseException">The caller may not write it, or there is none.</exception>
    public async Task<ObjectState?> OwnerAsync(WritePlan plan, ClassSchema schema, InputValue? fields) =>
        plan is { Kind: WriteKind.Update, ObjectId: not null } && _scope.Members(fields).Any(field => schema.Find(field.Name) is { Type: FieldType.Pointer or FieldType.Relation } && Reach(_scope, field.Value))
            ? await WritePipeline.LockAsync(request.Caller.App, _principal, plan, transaction!, cancellationToken)
            : null;

    /// <summary>Changes the object that a pointer names.</summary>
    /// <exception cref="ParseException">101 it names none, or none that the caller may write; 106 its owner is new, or one of many; 119 the pointer is hidden from him.</exception>
    public Task UpdateAsync(ClassSchema schema, ObjectState? owner, FieldDefinition field, ClassTypes target, InputValue fields)
    {
        RequireOwner(schema, owner, field);
        return owner!.Values.GetValueOrDefault(field.Name) is PointerValue pointer
            ? WriteAsync(new WritePlan(WriteKind.Update, target.Class.Name, pointer.ObjectId), target, fields)
            : throw Refusals.ObjectNotFound();
    }

    /// <summary>Changes and deletes members of a relation, and settles who its members are.</summary>
    /// <param name="operation">Who is added and removed by Parse's own operations.</param>
    /// <exception cref="ParseException">101 an object is no member, or none that the caller may write; 106 the owner is new or one of many, or set with removeAll; 119 the relation is hidden from him; 155 too many.</exception>
    public async Task<RelationOperation> RelationAsync(ClassSchema schema, ObjectState? owner, FieldDefinition field, ClassTypes target, InputValue input, RelationOperation operation)
    {
        var sets = _scope.SettleOrNull(_scope.Member(input, NestedWriteTypes.Set)) is not null;
        var removesAll = _scope.Flag(_scope.Member(input, NestedWriteTypes.RemoveAll)) is true;
        if (sets && removesAll)
            throw new ParseException(ErrorCode.InvalidPointer, $"Relation {field.Name}: give set or removeAll, not both.");
        var members = Ids(NestedWriteTypes.Set).ToArray();
        Require("Members to set", members.Length, request.Caller.App.Options.Limits.ListOperands);
        if (Reach(_scope, input))
            RequireOwner(schema, owner, field);
        foreach (var change in _scope.Items(_scope.Member(input, NestedWriteTypes.Update)))
            await WriteAsync(Of(WriteKind.Update, ObjectWriter.Target(target, _scope.Text(_scope.Member(change, "id"))!)), target, _scope.Member(change, "fields"));
        var deleted = Ids(NestedWriteTypes.Delete).Distinct().ToArray();
        foreach (var id in deleted)
            await WriteAsync(Of(WriteKind.Delete, id), target, null);

        if (!sets && !removesAll && deleted.Length == 0)
            return operation;
        ImmutableArray<string> added = [.. operation.Add.Concat(members).Distinct()], removed = [.. operation.Remove.Concat(deleted).Distinct()];
        return new RelationOperation(added.Length + removed.Length == 0 ? null : target.Class.Name, added, removed) { RemovesOthers = sets || removesAll };

        IEnumerable<string> Ids(string member) => _scope.Items(_scope.Member(input, member)).Select(id => ObjectWriter.Target(target, _scope.Text(id)!));

        WritePlan Of(WriteKind kind, string id) => new(kind, target.Class.Name, id) { MemberOf = new RelationMembership(schema.Name, field.Name, owner!.ObjectId) };
    }

    private async Task WriteAsync(WritePlan plan, ClassTypes types, InputValue? fields)
    {
        Require("Objects to change inside others", ++_count, request.Caller.App.Options.Limits.BatchRequests);
        Require("Depth of changes inside others", ++_depth, MaxDepth);
        await writer.WriteAsync(plan, types, new ObjectChanges(fields));
        _depth--;
    }

    private void RequireOwner(ClassSchema schema, ObjectState? owner, FieldDefinition field)
    {
        if (owner is null)
            throw new ParseException(ErrorCode.InvalidPointer, $"{field.Name}: what is linked can be changed or deleted only in the update of one object.");
        AccessGate.RequireVisible(schema, field.Name, _principal);
    }

    private void Require(string what, int count, int limit)
    {
        if (count > limit && !_principal.MayWriteAnything)
            throw new ParseException(ErrorCode.RequestLimitExceeded, $"{what}: at most {limit} are possible in one field of a mutation.");
    }
}
