using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Plugins;

namespace BackendInfra.Server.Dispatch;

/// <summary>All jobs of apps. Where several have one of a name: Cloud Code's, then a plugin's.</summary>
internal sealed class AppJobs(IEnumerable<ICodeCarrier> carriers, CloudPlugins plugins, CodeBodies bodies) : IJobDispatcher
{
    private readonly ICodeCarrier[] _carriers = [.. carriers];

    public IEnumerable<string> Names(App app) =>
        _carriers.SelectMany(carrier => carrier.Jobs(app)).Concat(plugins.Jobs(app)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public async Task<string?> RunAsync(JobCall call, Func<string, Task> report, CancellationToken cancellationToken)
    {
        if (Array.Find(_carriers, carrier => carrier.HasJob(call.App, call.Name)) is { } carrier)
            return await RunAsync(carrier, call, report, cancellationToken);
        return plugins.FindJob(call.App, call.Name) is { } job
            ? await PluginTriggers.GuardAsync(() => job(call, report, cancellationToken))
            : throw new ParseException(ErrorCode.ScriptFailed, "Invalid job.");
    }

    private async Task<string?> RunAsync(ICodeCarrier carrier, JobCall call, Func<string, Task> report, CancellationToken cancellationToken)
    {
        var body = await bodies.MakeAsync(
            call.App,
            Principal.Master,
            isMaster: true,
            call.Origin,
            null,
            json =>
            {
                json.WriteString("jobName", call.Name);
                json.WriteString("jobId", call.JobId);
                json.WritePropertyName("params");
                json.WriteRawValue(call.Parameters, skipInputValidation: true);
            },
            cancellationToken);
        var answer = await carrier.CallAsync(new CodeCall(call.App, CodeKind.Job, call.Name, body, call.Origin) { JobId = call.JobId, Report = report }, cancellationToken);
        return answer.Value switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => Core.Values.ParseJson.ReadText(text),
            { } other => other.GetRawText(),
        };
    }
}
