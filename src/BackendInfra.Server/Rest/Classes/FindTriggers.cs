using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Reads of a class with <c>beforeFind</c> or <c>afterFind</c>: through decoded objects, where all others copy bytes (design §5).</summary>
internal sealed class FindTriggers(RestRequest request, TriggerKinds kinds, SchemaSnapshot schema, ReadPlanner planner, ClassSchema of)
{
    /// <summary>The triggers of a class that its reads run.</summary>
    public static TriggerKinds Of(RestRequest request, ClassSchema of) =>
        request.Data.Services.Triggers.Of(request.Caller.App, of.Name) & TriggerKinds.Find;

    /// <exception cref="ParseException">The query is malformed, the caller may not make it, or a trigger refuses.</exception>
    public async Task FindAsync(QueryOptions options, CancellationToken cancellationToken)
    {
        var principal = request.Caller.Principal;

        // What the caller may not do at all is refused before a trigger hears of it.
        AccessGate.Authorize(planner.Find(of, options) with { ReturnsRows = true }, principal);
        if ((kinds & TriggerKinds.BeforeFind) != 0)
            options = await BeforeAsync(options, isGet: false, cancellationToken);

        var plan = planner.Find(of, options);
        var read = AccessGate.Authorize(Named(plan with { ReturnsRows = plan.ReturnsRows || !plan.ReturnsTotal }), principal);
        using var rows = new ArraySink();
        if (plan.ReturnsRows || plan.ReturnsTotal)
            await request.Data.ReadAsync(schema, read, rows, cancellationToken);
        rows.Complete();

        var objects = plan is { ReturnsRows: true, Explains: false } ? await AfterAsync(rows, options, isGet: false, cancellationToken) : Parse(rows);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var item in objects.EnumerateArray())
                Write(json, item, withClass: options.RedirectKey is not null || plan.Explains);
            json.WriteEndArray();
            if (rows.Count is { } count)
                json.WriteNumber("count", count);
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101 no such object for the caller, or as <see cref="FindAsync"/>.</exception>
    public async Task GetAsync(QueryOptions options, CancellationToken cancellationToken)
    {
        var principal = request.Caller.Principal;
        AccessGate.Authorize(planner.Get(of, request.ObjectId, options), principal);
        if ((kinds & TriggerKinds.BeforeFind) != 0)
            options = await BeforeAsync(options, isGet: true, cancellationToken);

        using var rows = new ArraySink();
        await request.Data.ReadAsync(schema, AccessGate.Authorize(Named(planner.Get(of, request.ObjectId, options)), principal), rows, cancellationToken);
        rows.Complete();
        var objects = await AfterAsync(rows, options, isGet: true, cancellationToken);
        if (objects.GetArrayLength() == 0)
            throw Refusals.ObjectNotFound();
        request.Answer.Write(json => Write(json, objects[0], withClass: false));
    }

    private async Task<QueryOptions> BeforeAsync(QueryOptions options, bool isGet, CancellationToken cancellationToken)
    {
        var changed = await request.Data.Services.Triggers.BeforeFindAsync(Call(TriggerKinds.BeforeFind, options, isGet), cancellationToken);
        return changed is { } query ? QueryJson.Apply(options, query) : options;
    }

    private async Task<JsonElement> AfterAsync(ArraySink rows, QueryOptions options, bool isGet, CancellationToken cancellationToken)
    {
        var changed = (kinds & TriggerKinds.AfterFind) != 0
            ? await request.Data.Services.Triggers.AfterFindAsync(Call(TriggerKinds.AfterFind, options, isGet), rows.Json, cancellationToken)
            : null;
        return changed ?? Parse(rows);
    }

    private FindTriggerCall Call(TriggerKinds kind, QueryOptions options, bool isGet)
    {
        var (app, principal, origin) = (request.Caller.App, request.Caller.Principal, request.Caller.Origin);
        if (origin.Depth >= RequestOrigin.MaxDepth)
            throw new ParseException(ErrorCode.ScriptFailed, $"Triggers call each other more than {RequestOrigin.MaxDepth} levels deep.");
        return new FindTriggerCall(app, kind, of.Name, principal, origin, QueryJson.Write(options, app.Options, isGet ? request.ObjectId : null), isGet, options.Count)
        {
            Transaction = request.Data.Transaction,
        };
    }

    /// <summary>Triggers are told each object's class.</summary>
    private static ReadPlan Named(ReadPlan plan) => plan.Selection is RestSelection rest ? plan with { Selection = rest with { NamesClass = true } } : plan;

    private static JsonElement Parse(ArraySink rows)
    {
        using var document = JsonDocument.Parse(rows.Json, new JsonDocumentOptions { MaxDepth = 512 });
        return document.RootElement.Clone();
    }

    /// <summary>Writes an object as clients get it: its class is known, unless the query was redirected.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement item, bool withClass)
    {
        if (withClass || item.ValueKind != JsonValueKind.Object)
        {
            item.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            if (!member.NameEquals("className"u8) && !member.NameEquals("__type"u8))
                member.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
