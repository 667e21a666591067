using System.Text.RegularExpressions;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>Stands for the worker in tests of deployment: a main.js that throws does not load, one that defines functions has them.</summary>
internal sealed partial class ScriptedTrial : ICloudTrial
{
    public async Task<CloudDefinitions> TryAsync(App app, string folder, CancellationToken cancellationToken)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(folder, "main.js"), cancellationToken);
        if (Throws().Match(script) is { Success: true } thrown)
            throw new ParseException(ErrorCode.ScriptFailed, $"main.js:1 {thrown.Groups[1].Value}");
        return new CloudDefinitions(Functions().Matches(script).Select(match => new CloudFunction(match.Groups[1].Value)), [KeyValuePair.Create("Order", TriggerKinds.BeforeSave)], ["print"]);
    }

    [GeneratedRegex("throw new Error\\('([^']*)'\\)")]
    private static partial Regex Throws();

    [GeneratedRegex("define\\('([^']*)'")]
    private static partial Regex Functions();
}
