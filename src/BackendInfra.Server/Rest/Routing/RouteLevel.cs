namespace BackendInfra.Server.Rest.Routing;

/// <summary>What a caller must hold to use a route at all; classes' own permissions come after that.</summary>
internal enum RouteLevel
{
    /// <summary>Any caller of a known app.</summary>
    Anyone,

    /// <summary>The master key, or the read-only one.</summary>
    MasterRead,

    /// <summary>The master key.</summary>
    MasterWrite,
}
