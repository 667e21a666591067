namespace BackendInfra.Core.Logs;

/// <summary>Which lines of an app's log are asked for.</summary>
public sealed record AppLogQuery
{
    /// <summary>Lines at least as grave.</summary>
    public AppLogLevel Level { get; init; } = AppLogLevel.Info;

    /// <summary>Part of the message, whatever its case; null: any message.</summary>
    public string? Text { get; init; }

    /// <summary>Beginning of the source, such as <c>job </c>; null: any source.</summary>
    public string? Source { get; init; }

    /// <summary>The run of a job that they belong to; null: any, or none.</summary>
    public string? JobId { get; init; }

    /// <summary>The first instant; null: from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The last instant; null: up to now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only lines behind the one with this id; null: all.</summary>
    public long? After { get; init; }

    /// <summary>Only lines before the one with this id; null: all.</summary>
    public long? Before { get; init; }

    public int Limit { get; init; } = 10;

    /// <summary>Whether the oldest comes first, instead of the newest.</summary>
    public bool Ascending { get; init; }
}
