namespace BackendInfra.Server.Dispatch;

/// <summary>What code is called for.</summary>
internal enum CodeKind
{
    Function,
    Trigger,
    Job,
}
