using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Functions;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Jobs;

/// <summary>Runs of jobs, for the master key (reference §3 and §9).</summary>
internal static class JobRoutes
{
    public static RestRoute[] All =>
    [
        new("POST", "jobs", RouteLevel.MasterWrite, StartNamedAsync) { TakesQuery = true },
        new("POST", "jobs/{name}", RouteLevel.MasterWrite, StartAsync) { TakesQuery = true },
        new("POST", "cloud_code/jobs/runs/{objectId}/cancel", RouteLevel.MasterWrite, CancelAsync),
    ];

    /// <summary>The body's members are the job's parameters.</summary>
    /// <exception cref="ParseException">141 no such job, or one that is under way already; 105, 121 parameters that no object can hold.</exception>
    private static Task StartAsync(RestRequest request, CancellationToken cancellationToken) =>
        RunAsync(request, request.Match.Name, FunctionParameters.Read(request.Body, request.Parameters), cancellationToken);

    /// <summary>Parse Dashboard's form: <c>jobName</c>, and in <c>input</c> the parameters; else the whole body is these, as in Parse Server.</summary>
    /// <exception cref="ParseException">As <see cref="StartAsync"/>; 107 a <c>when</c> that is not now.</exception>
    private static Task StartNamedAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (request.Body.Find("jobName") is not { ValueKind: JsonValueKind.String } name)
            throw JobRuns.Unknown();
        if (request.Body.Find("when") is { } when && !(when.ValueKind == JsonValueKind.Number && when.TryGetDouble(out var delay) && delay == 0))
            throw Refusals.InvalidJson("when must be 0: a job that is to run later needs a schedule.");
        var parameters = request.Body.Find("input") is { ValueKind: JsonValueKind.Object } input
            ? FunctionParameters.Read(input)
            : FunctionParameters.Read(request.Body, request.Parameters);
        return RunAsync(request, ParseJson.ReadText(name), parameters, cancellationToken);
    }

    private static async Task RunAsync(RestRequest request, string job, string parameters, CancellationToken cancellationToken)
    {
        RequireAlone(request);
        var caller = request.Caller;
        request.Answer.JobStatusId = await request.Data.Services.Jobs.StartAsync(caller.App, job, parameters, caller.Origin, cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <exception cref="ParseException">101 there is no such run under way.</exception>
    private static async Task CancelAsync(RestRequest request, CancellationToken cancellationToken)
    {
        RequireAlone(request);
        await request.Data.Services.Jobs.CancelAsync(request.Caller.App, request.ObjectId, cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <summary>A job that has begun cannot be rolled back.</summary>
    private static void RequireAlone(RestRequest request)
    {
        if (request.Data.IsInTransaction)
            throw new ParseException(ErrorCode.CommandUnavailable, "Jobs cannot be part of a transaction.");
    }
}
