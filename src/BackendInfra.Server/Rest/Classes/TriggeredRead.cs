using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Reads of a class with <c>beforeFind</c> or <c>afterFind</c>, whichever front end asks: through decoded objects, where all others copy bytes (design §5).</summary>
internal sealed class TriggeredRead(RestData data, Caller caller, TriggerKinds kinds, SchemaSnapshot schema, ReadPlanner planner, ClassSchema of)
{
    /// <returns>The objects as the triggers leave them, each with its class; the number of all matches where it was asked for; whether it is PostgreSQL's plan in place of objects.</returns>
    /// <exception cref="ParseException">The query is malformed, the caller may not make it, or a trigger refuses.</exception>
    public async Task<(JsonElement Objects, long? Count, bool Explains)> FindAsync(QueryOptions options, CancellationToken cancellationToken)
    {
        // What the caller may not do at all is refused before a trigger hears of it.
        AccessGate.Authorize(planner.Find(of, options) with { ReturnsRows = true }, caller.Principal);
        if ((kinds & TriggerKinds.BeforeFind) != 0)
            options = await BeforeAsync(options, null, cancellationToken);

        var plan = planner.Find(of, options);
        var read = AccessGate.Authorize(Named(plan with { ReturnsRows = plan.ReturnsRows || !plan.ReturnsTotal }), caller.Principal);
        using var rows = new ArraySink();
        if (plan.ReturnsRows || plan.ReturnsTotal)
            await data.ReadAsync(schema, read, rows, cancellationToken);
        rows.Complete();

        var objects = plan is { ReturnsRows: true, Explains: false } ? await AfterAsync(rows, options, null, cancellationToken) : Parse(rows);
        return (objects, rows.Count, plan.Explains);
    }

    /// <returns>An array of the object, or of nothing where there is none for the caller.</returns>
    /// <exception cref="ParseException">As <see cref="FindAsync"/>.</exception>
    public async Task<JsonElement> GetAsync(string objectId, QueryOptions options, CancellationToken cancellationToken)
    {
        AccessGate.Authorize(planner.Get(of, objectId, options), caller.Principal);
        if ((kinds & TriggerKinds.BeforeFind) != 0)
            options = await BeforeAsync(options, objectId, cancellationToken);

        using var rows = new ArraySink();
        await data.ReadAsync(schema, AccessGate.Authorize(Named(planner.Get(of, objectId, options)), caller.Principal), rows, cancellationToken);
        rows.Complete();
        return await AfterAsync(rows, options, objectId, cancellationToken);
    }

    private async Task<QueryOptions> BeforeAsync(QueryOptions options, string? objectId, CancellationToken cancellationToken)
    {
        var changed = await data.Services.Triggers.BeforeFindAsync(Call(TriggerKinds.BeforeFind, options, objectId), cancellationToken);
        return changed is { } query ? QueryJson.Apply(options, query) : options;
    }

    private async Task<JsonElement> AfterAsync(ArraySink rows, QueryOptions options, string? objectId, CancellationToken cancellationToken)
    {
        var changed = (kinds & TriggerKinds.AfterFind) != 0
            ? await data.Services.Triggers.AfterFindAsync(Call(TriggerKinds.AfterFind, options, objectId), rows.Json, cancellationToken)
            : null;
        return changed ?? Parse(rows);
    }

    private FindTriggerCall Call(TriggerKinds kind, QueryOptions options, string? objectId)
    {
        var (app, origin) = (caller.App, caller.Origin);
        if (origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Triggers call each other more than {RequestOrigin.MaxDepth} levels deep.");
        return new FindTriggerCall(app, kind, of.Name, caller.Principal, origin, QueryJson.Write(options, app.Options, objectId), objectId is not null, options.Count)
        {
            Transaction = data.Transaction,
        };
    }

    /// <summary>Triggers are told each object's class.</summary>
    private static ReadPlan Named(ReadPlan plan) => plan.Selection is RestSelection rest ? plan with { Selection = rest with { NamesClass = true } } : plan;

    private static JsonElement Parse(ArraySink rows)
    {
        using var document = JsonDocument.Parse(rows.Json, new JsonDocumentOptions { MaxDepth = 512 });
        return document.RootElement.Clone();
    }
}
