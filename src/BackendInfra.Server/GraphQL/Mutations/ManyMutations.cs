using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Runs mutations of many objects. Each object counts against limits of rates.</summary>
internal sealed class ManyMutations(WritePipeline pipeline, ManyWrites writes, FileUploads files, RateLimits limits)
{
    /// <summary>What the master key may write at once, since all of it is held in memory.</summary>
    private const int MaxObjects = 100_000;

    public static bool Concerns(ClassRole role) => role is ClassRole.CreateMany or ClassRole.UpdateMany or ClassRole.DeleteMany;

    /// <returns>The written objects' ids, in the order of the answer.</returns>
    /// <exception cref="ParseException">A write is refused, or there are too many; the caller rolls back.</exception>
    public Task<ImmutableArray<string>> RunAsync(MutationField field, OperationRequest request, WriteAnswer? answer, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var writer = new ObjectWriter(pipeline, files, request, transaction, cancellationToken);
        return field.Role == ClassRole.CreateMany
            ? CreateAsync(field, request, answer, writer, transaction, cancellationToken)
            : ChangeAsync(field, request, answer, writer, transaction, cancellationToken);
    }

    private async Task<ImmutableArray<string>> CreateAsync(MutationField field, OperationRequest request, WriteAnswer? answer, ObjectWriter writer, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var objects = Items(request, request.Scope.Member(field.Input, ManyTypes.Objects));
        Count(field, request, objects.Length);
        var plans = new List<WritePlan>(objects.Length);
        foreach (var fields in objects)
            plans.Add(await writer.PlanAsync(new WritePlan(WriteKind.Create, field.Types.Class.Name) { Answer = answer }, field.Types, new ObjectChanges(fields)));
        return await writes.CreateAsync(request.Caller.App, request.Caller.Principal, plans, transaction, cancellationToken);
    }

    private async Task<ImmutableArray<string>> ChangeAsync(MutationField field, OperationRequest request, WriteAnswer? answer, ObjectWriter writer, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var versions = ImmutableDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        var targets = Targets(field, request, versions);
        var plan = new WritePlan(field.Role == ClassRole.UpdateMany ? WriteKind.Update : WriteKind.Delete, field.Types.Class.Name) { Targets = targets, Answer = answer };
        var changes = new ObjectChanges(request.Scope.Member(field.Input, "fields"), request.Scope.Member(field.Input, WriteTypes.OperationsName));
        if (targets.Where is null)
            Count(field, request, targets.Ids.Length);
        return await writes.RunAsync(
            request.Caller.App,
            request.Caller.Principal,
            await writer.PlanAsync(plan, field.Types, changes),
            versions.ToImmutable(),
            found =>
            {
                if (targets.Where is not null)
                    Count(field, request, found);
            },
            transaction,
            cancellationToken);
    }

    /// <exception cref="ParseException">102 not one of ids, objects and where.</exception>
    private static WriteTargets Targets(MutationField field, OperationRequest request, ImmutableDictionary<string, DateTimeOffset>.Builder versions)
    {
        var scope = request.Scope;
        var ids = scope.SettleOrNull(scope.Member(field.Input, ManyTypes.Ids));
        var objects = scope.SettleOrNull(scope.Member(field.Input, ManyTypes.Objects));
        if (new object?[] { ids, objects, field.Where }.Count(given => given is not null) != 1)
            throw Refusals.InvalidQuery("Give one of ids, objects and where.");
        if (field.Where is { } where)
        {
            var context = new ReadContext(request.Caller.Principal, scope.Variables) { FilesUrl = request.Caller.FilesUrl };
            return WriteTargets.Matching(where, context, Limit(request));
        }

        if (ids is not null)
            return new WriteTargets([.. Items(request, ids).Select(id => IdOf(field, scope, id)).Distinct()]);
        foreach (var known in Items(request, objects))
            versions[IdOf(field, scope, scope.Member(known, "id"))] = IsoDate.Parse(((DateValue)scope.Scalar(scope.Member(known, WriteTypes.IfUpdatedAt))!).Iso);
        return new WriteTargets([.. Items(request, objects).Select(known => IdOf(field, scope, scope.Member(known, "id"))).Distinct()]);
    }

    private static string IdOf(MutationField field, InputScope scope, InputValue? id) => GlobalId.ObjectIdOf(field.Types.Class.Name, scope.Text(id)!);

    private static InputValue[] Items(OperationRequest request, InputValue? list)
    {
        var items = request.Scope.Items(list).ToArray();
        return items.Length <= Limit(request) ? items : throw Refusals.InvalidQuery($"{items.Length} objects are too many: one write may concern at most {Limit(request)}.");
    }

    private static int Limit(OperationRequest request) => request.Caller.Principal.IsUnrestricted ? MaxObjects : request.Caller.App.Options.Limits.BulkObjects;

    /// <summary>The field itself has been counted as one.</summary>
    private void Count(MutationField field, OperationRequest request, int objects)
    {
        if (FieldRoutes.Of(field) is not var (method, path))
            return;
        for (var i = 1; i < objects; i++)
            limits.Require(request.Caller, method, path);
    }
}
