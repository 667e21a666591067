using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>REST's reads of a class with <c>beforeFind</c> or <c>afterFind</c>.</summary>
internal sealed class FindTriggers(RestRequest request, TriggerKinds kinds, SchemaSnapshot schema, ReadPlanner planner, ClassSchema of)
{
    private readonly TriggeredRead _read = new(request.Data, request.Caller, kinds, schema, planner, of);

    /// <summary>The triggers of a class that its reads run.</summary>
    public static TriggerKinds Of(RestRequest request, ClassSchema of) =>
        request.Data.Services.Triggers.Of(request.Caller.App, of.Name) & TriggerKinds.Find;

    /// <exception cref="ParseException">As <see cref="TriggeredRead.FindAsync"/>.</exception>
    public async Task FindAsync(QueryOptions options, CancellationToken cancellationToken)
    {
        var (objects, total, explains) = await _read.FindAsync(options, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var item in objects.EnumerateArray())
                Write(json, item, withClass: options.RedirectKey is not null || explains);
            json.WriteEndArray();
            if (total is { } count)
                json.WriteNumber("count", count);
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101 no such object for the caller, or as <see cref="TriggeredRead.GetAsync"/>.</exception>
    public async Task GetAsync(QueryOptions options, CancellationToken cancellationToken)
    {
        var objects = await _read.GetAsync(request.ObjectId, options, cancellationToken);
        if (objects.GetArrayLength() == 0)
            throw Refusals.ObjectNotFound();
        request.Answer.Write(json => Write(json, objects[0], withClass: false));
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
