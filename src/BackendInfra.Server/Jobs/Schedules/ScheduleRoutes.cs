using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>Schedules of jobs as Parse Dashboard's form uses them (reference §3), and cron expressions.</summary>
internal static class ScheduleRoutes
{
    private const string Path = "cloud_code/jobs";

    /// <summary>Greatest number of schedules that are listed.</summary>
    private const int MaxListed = 1_000;

    public static RestRoute[] All =>
    [
        new("GET", Path, RouteLevel.MasterRead, ListAsync) { FixedClass = JobScheduleClass.Name },
        new("GET", Path + "/data", RouteLevel.MasterRead, DataAsync) { FixedClass = JobScheduleClass.Name },
        new("GET", Path + "/{objectId}", RouteLevel.MasterRead, GetAsync) { FixedClass = JobScheduleClass.Name },
        new("POST", Path, RouteLevel.MasterWrite, CreateAsync) { FixedClass = JobScheduleClass.Name },
        new("PUT", Path + "/{objectId}", RouteLevel.MasterWrite, UpdateAsync) { FixedClass = JobScheduleClass.Name },
        new("DELETE", Path + "/{objectId}", RouteLevel.MasterWrite, ObjectWrites.DeleteAsync) { FixedClass = JobScheduleClass.Name },
    ];

    /// <summary>An array of schedules.</summary>
    private static async Task ListAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var schedules = await FindAsync(request, cancellationToken);
        request.Answer.Write(json => schedules.RootElement.GetProperty("results").WriteTo(json));
    }

    /// <summary>The jobs that have a schedule, and all jobs.</summary>
    private static async Task DataAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var schedules = await FindAsync(request, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("in_use");
            foreach (var schedule in schedules.RootElement.GetProperty("results").EnumerateArray())
            {
                if (schedule.TryGetProperty(JobScheduleClass.JobName, out var name))
                    name.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteStartArray("jobs");
            foreach (var name in request.Data.Services.Jobs.Names(request.Caller.App))
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101.</exception>
    private static Task GetAsync(RestRequest request, CancellationToken cancellationToken) =>
        ObjectReads.GetAsync(With(request, RestBody.None, RestParameters.None, request.Answer), cancellationToken);

    /// <summary><c>{"job_schedule":{…}}</c> → 201 <c>{"objectId":…,"createdAt":…}</c>.</summary>
    /// <exception cref="ParseException">107 malformed, 1 (400) a job that there is not.</exception>
    private static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var fields = ScheduleBody.ForCreate(Sent(request), request.Data.Services.Time.GetUtcNow());
        Require(request, fields.RootElement);
        var classes = await request.Data.SchemaAsync(cancellationToken);
        if (!ReferenceEquals(JobScheduleClass.EnsureIn(classes), classes))
            await request.Data.ChangeSchemaAsync(JobScheduleClass.EnsureIn, cancellationToken);
        await ObjectWrites.CreateAsync(With(request, new RestBody(fields.RootElement), RestParameters.None, request.Answer), cancellationToken);
    }

    /// <summary><c>{"job_schedule":{…}}</c> with the fields that change; null, or <c>{"__op":"Delete"}</c>, takes one away.</summary>
    /// <exception cref="ParseException">101 there is none; 107 malformed, 1 (400) a job that there is not.</exception>
    private static async Task UpdateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var sent = Sent(request);
        using var buffer = new ResponseBuffer();
        await ObjectReads.GetAsync(With(request, RestBody.None, RestParameters.None, new RestAnswer(buffer)), cancellationToken);
        using var stored = ParseJson.ParseDocument(buffer.WrittenSpan.ToArray());
        var (changes, result) = ScheduleBody.ForUpdate(stored.RootElement, sent);
        using (changes)
        using (result)
        {
            Require(request, result.RootElement);
            await ObjectWrites.UpdateAsync(With(request, new RestBody(changes.RootElement), RestParameters.None, request.Answer), cancellationToken);
        }
    }

    private static void Require(RestRequest request, JsonElement fields)
    {
        var schedule = ScheduleReader.Read(fields);
        if (!request.Data.Services.Jobs.Names(request.Caller.App).Contains(schedule.Job, StringComparer.Ordinal))
            throw new ParseException(ErrorCode.InternalServerError, "Cannot Schedule a job that is not deployed") { HttpStatus = StatusCodes.Status400BadRequest };
    }

    private static JsonElement Sent(RestRequest request) =>
        request.Body.Find("job_schedule") is { ValueKind: JsonValueKind.Object } sent ? sent : throw Refusals.InvalidJson("job_schedule must be an object.");

    private static async Task<JsonDocument> FindAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new ResponseBuffer();
        using var limit = JsonDocument.Parse($$"""{"limit":{{MaxListed}},"order":"createdAt"}""");
        await ObjectReads.FindAsync(With(request, RestBody.None, RestParameters.Of(null, new RestBody(limit.RootElement)), new RestAnswer(buffer)), cancellationToken);
        return ParseJson.ParseDocument(buffer.WrittenSpan.ToArray());
    }

    private static RestRequest With(RestRequest request, RestBody body, RestParameters parameters, RestAnswer answer) => new()
    {
        Match = request.Match,
        Path = request.Path,
        Caller = request.Caller,
        Mount = request.Mount,
        ServerUrl = request.ServerUrl,
        Body = body,
        Parameters = parameters,
        Data = request.Data,
        Answer = answer,
    };
}
