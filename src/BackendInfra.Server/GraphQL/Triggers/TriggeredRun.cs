using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>One root field that is read in REST's form with the triggers around it; then what is asked of the objects is written.</summary>
internal sealed class TriggeredRun(RestServices services, OperationAnswer answer, TriggeredField field, OperationRequest request)
{
    /// <summary>How often a request may run the triggers of relations' classes.</summary>
    private const int MaxNested = 100;

    private int _nested;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (field.Paging is null)
            await ObjectAsync(cancellationToken);
        else
            answer.Raw(await PageAsync(field.Read.Plan, null, cancellationToken));
    }

    private async Task ObjectAsync(CancellationToken cancellationToken)
    {
        var plan = field.Read.Plan;
        var objectId = ((StringValue)field.ObjectId!.Resolve(request.Scope.Variables)).Text;
        var options = QueryOptions.ForGet(Parameters(json => WriteKeys(json, [(GraphSelection)plan.Selection])));
        var objects = await Read(plan.Class).GetAsync(objectId, options, cancellationToken);
        if (objects.GetArrayLength() == 0)
            throw Refusals.ObjectNotFound();

        var selection = (GraphSelection)plan.Selection;
        var relations = await RelationsAsync(plan, [selection], [Item(plan, objects[0])], cancellationToken);
        var json = Whole(Json(plan, selection, objects[0], relations), []);
        if (json.AsSpan().SequenceEqual("null"u8))
            answer.Null(field);
        else
            answer.Raw(json);
    }

    /// <param name="ownerId">Of the object whose relation it is; null for the root.</param>
    /// <returns>The connection's JSON; nested in another object, with what is missing still marked.</returns>
    private async Task<byte[]> PageAsync(ReadPlan plan, string? ownerId, CancellationToken cancellationToken)
    {
        var selection = (ConnectionSelection)plan.Selection;
        var window = (Skip: Number(plan.Skip) ?? 0, Limit: Number(plan.Limit) ?? request.Caller.App.Options.DefaultLimit);
        GraphSelection[] selections = [.. selection.Nodes.Select(node => node.Selection)];
        var counts = plan.ReturnsTotal || selection.AsksForNextPage;
        var options = QueryOptions.ForFind(
            Parameters(json =>
            {
                json.WritePropertyName("where");
                new FilterJson(request.Scope.Variables, ownerId).Write(plan.Where).WriteTo(json);
                json.WriteNumber("limit", plan.ReturnsRows ? window.Limit : 0);
                if (window.Skip > 0)
                    json.WriteNumber("skip", window.Skip);
                WriteOrder(json, plan);
                if (counts)
                    json.WriteBoolean("count", true);
                WriteKeys(json, selections);
            }),
            request.Caller.Principal);
        var (objects, count, _) = await Read(plan.Class).FindAsync(options, cancellationToken);
        var items = objects.EnumerateArray().Select(item => Item(plan, item)).ToArray();
        var relations = await RelationsAsync(plan, selections, items, cancellationToken);
        var page = new TriggeredPage(
            window.Skip,
            items.Length,
            count,
            (node, i, at) => Json(plan, node.Selection, items[i], relations) is var json && ownerId is null ? Whole(json, at) : json);
        return page.Write(selection);
    }

    private int? Number(Operand? operand) => operand is null ? null : (int)((NumberValue)operand.Resolve(request.Scope.Variables)).Number;

    /// <summary>The text of one object, its missing fields propagated.</summary>
    private byte[] Whole(byte[] json, ImmutableArray<object> at) =>
        answer.Object(field, json, json.AsSpan().Contains((byte)GraphSelection.MissingMarker), at).ToArray();

    private static byte[] Json(ReadPlan plan, GraphSelection selection, JsonElement item, DecodedRelations relations)
    {
        using var buffer = new PooledBuffer();
        new DecodedObject(buffer, relations).Write(plan.Class, selection, item);
        return buffer.WrittenSpan.ToArray();
    }

    private async Task<DecodedRelations> RelationsAsync(ReadPlan plan, GraphSelection[] selections, JsonElement[] items, CancellationToken cancellationToken)
    {
        var relations = new DecodedRelations(services.Executor, request.Runtime.Schema.Snapshot, request);
        foreach (var item in items)
        {
            foreach (var selection in selections)
                relations.Note(plan.Class, selection, item, plan.Operation);
        }

        await relations.ReadAsync(IsTriggered, NestedAsync, cancellationToken);
        return relations;
    }

    private bool IsTriggered(ClassSchema of) => (services.Triggers.Of(request.Caller.App, of.Name) & TriggerKinds.Find) != TriggerKinds.None;

    /// <summary>A relation to a class with find triggers: a query of its own for each owner, as Parse Server makes for every relation.</summary>
    private Task<byte[]> NestedAsync(ConnectionNode node, string ownerId, CancellationToken cancellationToken)
    {
        if (++_nested > MaxNested)
            throw Refusals.InvalidQuery($"Triggers of {node.Plan.Class.Name} would run more than {MaxNested} times, once for each object that has the relation {node.Key}: ask for fewer objects with first.");
        TriggeredPlanner.RequirePage(node.Plan);
        return PageAsync(node.Plan, ownerId, cancellationToken);
    }

    private TriggeredRead Read(ClassSchema of)
    {
        var (caller, snapshot) = (request.Caller, request.Runtime.Schema.Snapshot);
        var kinds = services.Triggers.Of(caller.App, of.Name) & TriggerKinds.Find;
        return new TriggeredRead(new RestData(services, caller), caller, kinds, snapshot, new ReadPlanner(snapshot, caller, services.Time.GetUtcNow()), of);
    }

    /// <exception cref="ParseException">143 a trigger has given something else than objects.</exception>
    private static JsonElement Item(ReadPlan plan, JsonElement item) => item.ValueKind == JsonValueKind.Object
        ? item
        : throw new ParseException(ErrorCode.WebhookError, $"The afterFind trigger's answer is malformed: it must be objects of the class {plan.Class.Name}.");

    private static void WriteOrder(Utf8JsonWriter json, ReadPlan plan)
    {
        // An order that the condition implies, REST implies as well.
        if (plan.Order.IsEmpty || plan.Order.SequenceEqual(SortKey.Implied(plan.Where)))
            return;
        if (plan.Order.Any(key => key.IsComputed))
            throw TriggeredPlanner.Unsupported(plan, "an order by distance, score, or another object cannot be told to a trigger");
        json.WriteString("order", string.Join(',', plan.Order.Select(key => $"{(key.Descending ? "-" : "")}{key.Path}")));
    }

    private static void WriteKeys(Utf8JsonWriter json, IEnumerable<GraphSelection> selections)
    {
        var keys = new SelectionKeys(selections);
        json.WriteString("keys", keys.Keys);
        if (keys.Include.Length > 0)
            json.WriteString("include", keys.Include);
    }

    private static RestParameters Parameters(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return RestParameters.Of(null, new RestBody(JsonElement.Parse(buffer.WrittenSpan)));
    }
}
