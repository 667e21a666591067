namespace BackendInfra.Core.Apps;

/// <summary>An app's secrets, and the client keys that are none. Compared in constant time only.</summary>
public sealed record AppKeys(
    string Client,
    string JavaScript,
    string Rest,
    string DotNet,
    string Master,
    string ReadOnlyMaster,
    string Maintenance,
    string Webhook);
