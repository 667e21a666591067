using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Config;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Dispatch;

/// <summary>The config with the triggers around its changes (<c>beforeSave</c> and <c>afterSave</c> of <c>Parse.Config</c>).</summary>
internal sealed class TriggeredConfig(IConfigStore store, CodeTriggers triggers)
{
    /// <inheritdoc cref="IConfigStore.ReadAsync"/>
    public Task<IReadOnlyList<ConfigParameter>> ReadAsync(App app, bool withMasterKeyOnly, string filesUrl, CancellationToken cancellationToken) =>
        store.ReadAsync(app, withMasterKeyOnly, filesUrl, cancellationToken);

    /// <summary>Makes all of the changes, or none.</summary>
    /// <inheritdoc cref="IConfigStore.ChangeAsync"/>
    /// <exception cref="ParseException">As <see cref="IConfigStore.ChangeAsync"/>; the trigger refuses, or cannot run.</exception>
    public async Task ChangeAsync(Caller caller, ImmutableArray<ConfigChange> changes, CancellationToken cancellationToken)
    {
        var kinds = triggers.Of(caller.App, TriggerNames.Config);
        if (kinds == TriggerKinds.None)
        {
            await store.ChangeAsync(caller.App, changes, cancellationToken);
            return;
        }

        var (original, changed) = await ValuesAsync(caller, changes, cancellationToken);
        var call = new CodeTriggerCall(caller.App, TriggerKinds.BeforeSave, TriggerNames.Config, caller.Principal, caller.Origin);
        if ((kinds & TriggerKinds.BeforeSave) != 0)
            await triggers.CallAsync(call, json => Write(json, original, changed), cancellationToken);
        await store.ChangeAsync(caller.App, changes, cancellationToken);
        if ((kinds & TriggerKinds.AfterSave) != 0)
            await triggers.AfterAsync(call with { Kind = TriggerKinds.AfterSave }, json => Write(json, original, changed));
    }

    /// <summary>The parameters as they are, and as they will be.</summary>
    private async Task<(ImmutableDictionary<string, ParseValue> Original, ImmutableDictionary<string, ParseValue> Changed)> ValuesAsync(
        Caller caller, ImmutableArray<ConfigChange> changes, CancellationToken cancellationToken)
    {
        var original = ImmutableDictionary.CreateBuilder<string, ParseValue>(StringComparer.Ordinal);
        foreach (var parameter in await store.ReadAsync(caller.App, withMasterKeyOnly: true, caller.FilesUrl, cancellationToken))
        {
            using var document = ParseJson.ParseDocument(parameter.Value);
            original[parameter.Name] = ParseJson.Read(document.RootElement);
        }

        var before = original.ToImmutable();
        return (before, MemoryUpdate.Apply(before, changes.Select(change => new FieldChange(change.Name, change.Operation))));
    }

    private static void Write(Utf8JsonWriter json, ImmutableDictionary<string, ParseValue> original, ImmutableDictionary<string, ParseValue> changed)
    {
        WriteParameters(json, "object", changed);
        if (!original.IsEmpty)
            WriteParameters(json, "original", original);
    }

    private static void WriteParameters(Utf8JsonWriter json, string name, ImmutableDictionary<string, ParseValue> parameters)
    {
        json.WriteStartObject(name);
        foreach (var (parameter, value) in parameters.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(parameter);
            ParseJsonWriter.WriteWire(json, value);
        }

        json.WriteEndObject();
    }
}
