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

/// <summary>Answers <see cref="TriggeredField"/>s: a read in REST's form with the triggers around it, then what is asked of the objects.</summary>
internal sealed class TriggeredReader(RestServices services, ILogger<TriggeredReader> log)
{
    public async Task WriteAsync(OperationAnswer answer, TriggeredField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        try
        {
            foreach (var denied in field.Read.Denied)
                answer.Deny(field, denied);
            if (field.Paging is { } paging)
                await PageAsync(answer, field, paging.Resolve(request.Scope.Variables), request, cancellationToken);
            else
                await ObjectAsync(answer, field, request, cancellationToken);
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Data.Truncate(start);
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }

    private async Task ObjectAsync(OperationAnswer answer, TriggeredField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var objectId = ((StringValue)field.ObjectId!.Resolve(request.Scope.Variables)).Text;
        var options = QueryOptions.ForGet(Parameters(json => WriteKeys(json, field)));
        var objects = await Read(field, request).GetAsync(objectId, options, cancellationToken);
        if (objects.GetArrayLength() == 0)
            throw Refusals.ObjectNotFound();

        var selection = (GraphSelection)field.Read.Plan.Selection;
        var relations = await RelationsAsync(field, objects, request, cancellationToken);
        var json = Json(answer, field, selection, Item(field, objects[0]), relations, []);
        if (json.AsSpan().SequenceEqual("null"u8))
            answer.Null(field);
        else
            answer.Raw(json);
    }

    private async Task PageAsync(OperationAnswer answer, TriggeredField field, Window window, OperationRequest request, CancellationToken cancellationToken)
    {
        var plan = field.Read.Plan;
        var counts = plan.ReturnsTotal || ((ConnectionSelection)plan.Selection).AsksForNextPage;
        var options = QueryOptions.ForFind(
            Parameters(json =>
            {
                json.WritePropertyName("where");
                new FilterJson(request.Scope.Variables).Write(plan.Where).WriteTo(json);
                json.WriteNumber("limit", plan.ReturnsRows ? window.Limit : 0);
                if (window.Skip > 0)
                    json.WriteNumber("skip", window.Skip);
                WriteOrder(json, plan);
                if (counts)
                    json.WriteBoolean("count", true);
                WriteKeys(json, field);
            }),
            request.Caller.Principal);
        var (objects, count, _) = await Read(field, request).FindAsync(options, cancellationToken);
        var items = objects.EnumerateArray().Select(item => Item(field, item)).ToArray();
        var relations = await RelationsAsync(field, objects, request, cancellationToken);

        var page = new PageFacts(
            count > window.Skip + items.Length,
            window.Skip > 0 && items.Length > 0,
            items.Length > 0 ? Cursor(window, 0) : null,
            items.Length > 0 ? Cursor(window, items.Length - 1) : null);
        Write(answer, field, window, items, count, page, relations);
    }

    private static void Write(OperationAnswer answer, TriggeredField field, Window window, JsonElement[] items, long? count, PageFacts page, DecodedRelations relations)
    {
        var separator = "{";
        foreach (var part in field.Parts)
        {
            answer.Raw($"{separator}\"{part.Key}\":");
            separator = ",";
            switch (part)
            {
                case PageInfoPart info:
                    answer.Raw(page.Json(info));
                    break;
                case CountPart:
                    answer.Raw(count!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case ConstantPart constant:
                    answer.Raw(constant.Json);
                    break;
                default:
                    answer.Raw("[");
                    for (var i = 0; i < items.Length; i++)
                    {
                        answer.Raw(i > 0 ? "," : "");
                        if (part is NodesPart nodes)
                            answer.Raw(Json(answer, field, nodes.Node.Selection, items[i], relations, [part.Key, i]));
                        else
                            Edge(answer, field, (EdgesPart)part, items[i], i, Cursor(window, i), relations);
                    }

                    answer.Raw("]");
                    break;
            }
        }

        answer.Raw("}");
    }

    private static void Edge(OperationAnswer answer, TriggeredField field, EdgesPart edges, JsonElement item, int index, string cursor, DecodedRelations relations)
    {
        var separator = "{";
        foreach (var member in edges.Members)
        {
            answer.Raw($"{separator}\"{member.Key}\":");
            separator = ",";
            switch (member)
            {
                case NodePart node:
                    answer.Raw(Json(answer, field, node.Selection, item, relations, [edges.Key, index, node.Key]));
                    break;
                case CursorPart:
                    answer.Raw(cursor);
                    break;
                case ConstantEdgePart constant:
                    answer.Raw(constant.Json);
                    break;
            }
        }

        answer.Raw(edges.Members.IsEmpty ? "{}" : "}");
    }

    private static byte[] Json(OperationAnswer answer, TriggeredField field, GraphSelection selection, JsonElement item, DecodedRelations relations, ImmutableArray<object> at)
    {
        using var buffer = new PooledBuffer();
        new DecodedObject(buffer, relations).Write(field.Read.Plan.Class, selection, item);
        var hasMissing = buffer.WrittenSpan.Contains((byte)GraphSelection.MissingMarker);
        return answer.Object(field, buffer.WrittenSpan, hasMissing, at).ToArray();
    }

    private async Task<DecodedRelations> RelationsAsync(TriggeredField field, JsonElement objects, OperationRequest request, CancellationToken cancellationToken)
    {
        var plan = field.Read.Plan;
        var relations = new DecodedRelations(services.Executor, request.Runtime.Schema.Snapshot, request);
        foreach (var item in objects.EnumerateArray().Select(item => Item(field, item)))
        {
            foreach (var selection in field.Selections)
                relations.Note(plan.Class, selection, item, plan.Operation);
        }

        await relations.ReadAsync(cancellationToken);
        return relations;
    }

    private TriggeredRead Read(TriggeredField field, OperationRequest request)
    {
        var (caller, snapshot, of) = (request.Caller, request.Runtime.Schema.Snapshot, field.Read.Plan.Class);
        var kinds = services.Triggers.Of(caller.App, of.Name) & TriggerKinds.Find;
        return new TriggeredRead(new RestData(services, caller), caller, kinds, snapshot, new ReadPlanner(snapshot, caller, services.Time.GetUtcNow()), of);
    }

    /// <exception cref="ParseException">143 a trigger has given something else than objects.</exception>
    private static JsonElement Item(TriggeredField field, JsonElement item) => item.ValueKind == JsonValueKind.Object
        ? item
        : throw new ParseException(ErrorCode.WebhookError, $"The afterFind trigger's answer is malformed: it must be objects of the class {field.Read.Plan.Class.Name}.");

    /// <summary>Parse's kind of cursor: what a trigger leaves of a page has no other place than its number.</summary>
    private static string Cursor(Window window, int index) => $"\"{Convert.ToBase64String(Encoding.ASCII.GetBytes($"arrayconnection:{(long)window.Skip + index}"))}\"";

    private static void WriteOrder(Utf8JsonWriter json, ReadPlan plan)
    {
        // An order that the condition implies, REST implies as well.
        if (plan.Order.IsEmpty || plan.Order.SequenceEqual(SortKey.Implied(plan.Where)))
            return;
        if (plan.Order.Any(key => key.IsComputed))
            throw TriggeredPlanner.Unsupported(plan, "an order by distance, score, or another object cannot be told to a trigger");
        json.WriteString("order", string.Join(',', plan.Order.Select(key => $"{(key.Descending ? "-" : "")}{key.Path}")));
    }

    private static void WriteKeys(Utf8JsonWriter json, TriggeredField field)
    {
        var keys = new SelectionKeys(field.Selections);
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
