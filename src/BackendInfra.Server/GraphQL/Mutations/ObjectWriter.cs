using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Writes the objects of one mutation in one transaction: nested ones before those that refer to them (reference §8).</summary>
/// <remarks>Without a transaction it makes plans only, of writes that nest no others.</remarks>
internal sealed class ObjectWriter(WritePipeline pipeline, FileUploads files, OperationRequest request, IStoreTransaction? transaction, CancellationToken cancellationToken)
{
    private readonly InputScope _scope = request.Scope;
    private readonly AppSchema _schema = request.Runtime.Schema;
    private readonly App _app = request.Caller.App;
    private readonly Principal _principal = request.Caller.Principal;
    private readonly ValueReader _values = new(request.Scope);
    private readonly OperationReader _operations = new(request.Scope, request.Caller.Principal.IsUnrestricted ? int.MaxValue : request.Caller.App.Options.Limits.ListOperands);

    private NestedWrites Nested => field ??= new NestedWrites(this, request, transaction, cancellationToken);

    /// <returns>The written object's id.</returns>
    /// <exception cref="ParseException">The write, or one nested in it, is refused; 101 no such object.</exception>
    public async Task<string> WriteAsync(WritePlan plan, ClassTypes types, ObjectChanges changes) =>
        (await pipeline.RunAsync(_app, _principal, await PlanAsync(plan, types, changes), transaction!, cancellationToken)).ObjectId;

    /// <summary>Whether objects nested in a write must be written before it.</summary>
    public bool HoldsOthers(ClassTypes types, ObjectChanges changes) => _scope.Members(changes.Fields).Any(field =>
        types.Class.Find(field.Name) is { Type: FieldType.Pointer or FieldType.Relation } && !_scope.IsNull(field.Value)
        && (_scope.SettleOrNull(_scope.Member(field.Value, "createAndLink")) is not null || _scope.Items(_scope.Member(field.Value, "createAndAdd")).Any() || NestedWrites.Reach(_scope, field.Value)));

    private Task<string> CreateAsync(ClassTypes types, InputValue? fields) => WriteAsync(new WritePlan(WriteKind.Create, types.Class.Name), types, new ObjectChanges(fields));

    /// <summary>The plan of a write, with the changes that it has already; the objects nested in it are written by now.</summary>
    /// <param name="plan">With confirmed identities in it, the user's <c>authData</c> is settled.</param>
    /// <exception cref="ParseException">A nested write is refused, or a value is.</exception>
    public async Task<WritePlan> PlanAsync(WritePlan plan, ClassTypes types, ObjectChanges written)
    {
        plan = plan with { Origin = request.Caller.Origin };
        var owner = await Nested.OwnerAsync(plan, types.Class, written.Fields);
        var changes = plan.Changes.ToBuilder();
        foreach (var (name, value) in _scope.Members(written.Fields))
        {
            if (name == Names.Acl)
                plan = _scope.IsNull(value) ? plan with { ClearsAcl = true } : plan with { Acl = _values.Acl(value) };
            else if ((name != UserClass.AuthData || plan.AuthData is null) && await OperationAsync(types.Class, owner, types.Class.Find(name)!, value) is { } operation)
                changes.Add(new FieldChange(name, operation));
        }

        changes.AddRange(_operations.Read(types.Class, written.Operations));
        return plan with { Changes = changes.ToImmutable() };
    }

    /// <returns>Null for what changes another object, and not the field.</returns>
    private async Task<FieldOperation?> OperationAsync(ClassSchema schema, ObjectState? owner, FieldDefinition field, InputValue input)
    {
        if (_scope.IsNull(input))
            return DeleteOperation.Instance;
        if (field.Type is FieldType.Pointer or FieldType.Relation && _schema.Classes.TryGetValue(field.TargetClass!, out var target))
            return field.Type == FieldType.Pointer ? await PointerAsync(schema, owner, field, target, input) : await RelationAsync(schema, owner, field, target, input);
        // An upload is stored once, even when the transaction runs again.
        if (field.Type == FieldType.File && _scope.Text(_scope.Member(input, "upload")) is { } upload)
            return new SetOperation(await request.Uploads.StoreAsync(files, request.Caller, upload, cancellationToken));
        return new SetOperation(_values.Read(field, input));
    }

    /// <exception cref="ParseException">106 none of link, createAndLink, update and unlink, or several.</exception>
    private async Task<FieldOperation?> PointerAsync(ClassSchema schema, ObjectState? owner, FieldDefinition field, ClassTypes target, InputValue input)
    {
        var link = _scope.Text(_scope.Member(input, "link"));
        var create = _scope.SettleOrNull(_scope.Member(input, "createAndLink"));
        var update = _scope.SettleOrNull(_scope.Member(input, NestedWriteTypes.Update));
        var unlinks = _scope.Flag(_scope.Member(input, NestedWriteTypes.Unlink)) is true;
        if (((bool[])[link is not null, create is not null, update is not null, unlinks]).Count(given => given) != 1)
            throw new ParseException(ErrorCode.InvalidPointer, $"You need to provide link OR createLink on the pointer mutation of field {field.Name}");
        if (unlinks)
            return DeleteOperation.Instance;
        if (update is not null)
        {
            await Nested.UpdateAsync(schema, owner, field, target, update);
            return null;
        }

        var objectId = link is not null ? Target(target, link) : await CreateAsync(target, create);
        return new SetOperation(new PointerValue(target.Class.Name, objectId));
    }

    /// <exception cref="ParseException">106 no operation.</exception>
    private async Task<FieldOperation> RelationAsync(ClassSchema schema, ObjectState? owner, FieldDefinition field, ClassTypes target, InputValue input)
    {
        if (!_scope.Members(input).Any(member => !_scope.IsNull(member.Value)))
            throw new ParseException(ErrorCode.InvalidPointer, $"You need to provide at least one operation on the relation mutation of field {field.Name}");
        var added = Ids("add").ToList();
        foreach (var fields in _scope.Items(_scope.Member(input, "createAndAdd")))
            added.Add(await CreateAsync(target, fields));
        var removed = Ids("remove").ToImmutableArray();
        var operation = new RelationOperation(added.Count + removed.Length == 0 ? null : target.Class.Name, [.. added.Distinct()], [.. removed.Distinct()]);
        return await Nested.RelationAsync(schema, owner, field, target, input, operation);

        IEnumerable<string> Ids(string member) => _scope.Items(_scope.Member(input, member)).Select(id => Target(target, _scope.Text(id)!));
    }

    /// <exception cref="ParseException">106 what cannot be an id.</exception>
    public static string Target(ClassTypes target, string id)
    {
        var objectId = GlobalId.ObjectIdOf(target.Class.Name, id);
        return ObjectId.IsValid(objectId)
            ? objectId
            : throw new ParseException(ErrorCode.InvalidPointer, $"Invalid id of an object of {target.Class.Name}: {Excerpt.Of(id)}");
    }
}
