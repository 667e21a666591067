using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Dispatch;

/// <summary>Carries calls to where code of apps runs, which takes JSON and gives JSON: to webhooks, or to workers of Cloud Code.</summary>
internal interface ICodeCarrier
{
    /// <summary>The code of what it refuses itself, such as answers that are malformed.</summary>
    ErrorCode Failure { get; }

    /// <summary>What messages call the code, such as <c>webhook</c>.</summary>
    string Noun { get; }

    /// <summary>The triggers of a class there. Answered from memory.</summary>
    TriggerKinds Of(App app, string className);

    bool HasFunction(App app, string name);

    bool HasJob(App app, string name);

    IEnumerable<string> Functions(App app);

    IEnumerable<string> Jobs(App app);

    /// <summary>Writes a function's parameters, a JSON object, as the code takes them.</summary>
    void WriteParameters(Utf8JsonWriter json, string parameters);

    /// <exception cref="ParseException">The code's own refusal; 124 it took too long; <see cref="Failure"/> it cannot run or answered nonsense.</exception>
    Task<CodeAnswer> CallAsync(CodeCall call, CancellationToken cancellationToken);
}
