using System.Text.Json;
using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Triggers;

/// <summary>Finds and runs an app's triggers, wherever their code is.</summary>
/// <remarks>A before-trigger that cannot run, runs too long or answers nonsense refuses what it was to check (rule 22).</remarks>
public interface ITriggerDispatcher
{
    /// <summary>The triggers of a class. Answered from memory: every read and write asks.</summary>
    TriggerKinds Of(App app, string className);

    /// <summary>Runs a <c>beforeSave</c>.</summary>
    /// <exception cref="Errors.ParseException">The trigger refuses, or cannot run.</exception>
    Task<SaveAnswer> BeforeSaveAsync(ObjectTriggerCall call, CancellationToken cancellationToken);

    /// <summary>Runs any other before-trigger about an object.</summary>
    /// <exception cref="Errors.ParseException">The trigger refuses, or cannot run.</exception>
    Task BeforeAsync(ObjectTriggerCall call, CancellationToken cancellationToken);

    /// <summary>Runs an after-trigger about an object. What it is about has happened, so its failures are logged and go no further.</summary>
    Task AfterAsync(ObjectTriggerCall call);

    /// <summary>Runs a <c>beforeFind</c>.</summary>
    /// <returns>The parameters of the query that it sets, as an object; null when it sets none.</returns>
    /// <exception cref="Errors.ParseException">The trigger refuses, or cannot run.</exception>
    Task<JsonElement?> BeforeFindAsync(FindTriggerCall call, CancellationToken cancellationToken);

    /// <summary>Runs an <c>afterFind</c> on objects as the caller would get them.</summary>
    /// <param name="objects">A JSON array.</param>
    /// <returns>The objects that he gets; null when they stay as they are.</returns>
    /// <exception cref="Errors.ParseException">The trigger refuses, or cannot run.</exception>
    Task<JsonElement?> AfterFindAsync(FindTriggerCall call, ReadOnlyMemory<byte> objects, CancellationToken cancellationToken);
}
