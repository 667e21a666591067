namespace BackendInfra.Server.Jobs;

/// <summary>Why a run is to end before it does by itself.</summary>
internal enum JobEnding
{
    None,

    /// <summary>Somebody wants it to.</summary>
    Cancelled,

    /// <summary>It has taken too long.</summary>
    Timeout,

    /// <summary>This server stops.</summary>
    Stopping,

    /// <summary>This server was silent for too long, and the run is another's by now.</summary>
    Lost,
}
