using BackendInfra.Core.Logs;

namespace BackendInfra.Core.Apps;

/// <summary>What an app's log keeps.</summary>
public sealed record LogOptions
{
    /// <summary>Lines that are less grave are not stored.</summary>
    public AppLogLevel Level { get; init; } = AppLogLevel.Info;

    /// <summary>Days after which a line is deleted; null: never for its age.</summary>
    public int? Days { get; init; } = 30;

    /// <summary>How many lines are kept; the oldest go first.</summary>
    public int MaxLines { get; init; } = 100_000;
}
