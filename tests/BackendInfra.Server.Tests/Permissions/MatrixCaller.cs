namespace BackendInfra.Server.Tests.Permissions;

/// <summary>Every kind of caller.</summary>
public enum MatrixCaller
{
    Anonymous,

    /// <summary>Named by permissions, ACLs and pointers.</summary>
    Ann,

    /// <summary>Has the role Staff, because Staff has the role Inner, which he is in.</summary>
    Ben,

    /// <summary>Signed in, and nothing else.</summary>
    Cleo,

    ReadOnlyMaster,
    Maintenance,
    Master,
}
