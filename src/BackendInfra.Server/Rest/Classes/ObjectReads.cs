using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Queries and single objects: a plan, one statement, its bytes into the answer.</summary>
internal static class ObjectReads
{
    /// <summary><c>GET /classes/Class</c> → <c>{"results":[…],"count":n}</c>.</summary>
    /// <exception cref="ParseException">The query is malformed, or the caller may not make it.</exception>
    public static async Task FindAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var principal = request.Caller.Principal;
        var options = QueryOptions.ForFind(request.Parameters, principal);
        var schema = await request.Data.SchemaAsync(cancellationToken);
        var planner = new ReadPlanner(schema, request.Caller, request.Data.Services.Time.GetUtcNow());

        var results = new ResultsSink(request.Answer.Body);
        if (planner.FindClass(request.ClassName, options) is not { } of)
        {
            results.Complete(options.Count ? 0 : null);
            return;
        }

        if (FindTriggers.Of(request, of) is var kinds and not TriggerKinds.None)
        {
            await new FindTriggers(request, kinds, schema, planner, of).FindAsync(options, cancellationToken);
            return;
        }

        var plan = planner.Find(of, options);
        if (plan is { ReturnsRows: false, ReturnsTotal: false })
        {
            // Nothing is read, but what is refused with rows is refused without, too.
            AccessGate.Authorize(plan with { ReturnsRows = true }, principal);
            results.Complete(null);
            return;
        }

        await request.Data.ReadAsync(schema, AccessGate.Authorize(plan, principal), results, cancellationToken);
        results.Complete();
    }

    /// <summary><c>GET /classes/Class/id</c> → the object.</summary>
    /// <exception cref="ParseException">101 when there is none that the caller may read.</exception>
    public static async Task GetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var principal = request.Caller.Principal;
        var options = QueryOptions.ForGet(request.Parameters);
        var schema = await request.Data.SchemaAsync(cancellationToken);
        var planner = new ReadPlanner(schema, request.Caller, request.Data.Services.Time.GetUtcNow());
        if (planner.FindClass(request.ClassName, ClassOperation.Get) is not { } of || !Core.Values.ObjectId.IsValid(request.ObjectId))
            throw Refusals.ObjectNotFound();

        if (FindTriggers.Of(request, of) is var kinds and not TriggerKinds.None)
        {
            await new FindTriggers(request, kinds, schema, planner, of).GetAsync(options, cancellationToken);
            return;
        }

        var plan = planner.Get(of, request.ObjectId, options);
        var single = new SingleSink(request.Answer.Body);
        await request.Data.ReadAsync(schema, AccessGate.Authorize(plan, principal), single, cancellationToken);
        if (!single.Found)
            throw Refusals.ObjectNotFound();
    }
}
