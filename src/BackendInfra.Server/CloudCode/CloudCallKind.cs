namespace BackendInfra.Server.CloudCode;

/// <summary>What is called.</summary>
internal enum CloudCallKind
{
    Function,
    Trigger,
    Job,
}
