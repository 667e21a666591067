using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>Carries calls to the workers of Cloud Code. What a release defines is read with the app.</summary>
internal sealed class CloudCarrier(CloudWorkers workers) : ICodeCarrier
{
    public ErrorCode Failure => ErrorCode.ScriptFailed;

    public string Noun => "script";

    public TriggerKinds Of(App app, string className) => app.CloudCode?.Definitions.Of(className) ?? TriggerKinds.None;

    public bool HasFunction(App app, string name) => app.CloudCode?.Definitions.FindFunction(name) is not null;

    public bool HasJob(App app, string name) => app.CloudCode?.Definitions.Jobs.Contains(name) is true;

    public IEnumerable<string> Functions(App app) => app.CloudCode?.Definitions.Functions.Select(function => function.Name) ?? [];

    public IEnumerable<string> Jobs(App app) => app.CloudCode?.Definitions.Jobs ?? [];

    public void WriteParameters(Utf8JsonWriter json, string parameters) => json.WriteRawValue(parameters, skipInputValidation: true);

    public Task<CodeAnswer> CallAsync(CodeCall call, CancellationToken cancellationToken) => workers.CallAsync(call, cancellationToken);
}
