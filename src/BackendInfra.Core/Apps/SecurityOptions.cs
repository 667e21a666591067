namespace BackendInfra.Core.Apps;

/// <summary>The security report (Parse Server's <c>security</c>).</summary>
public sealed record SecurityOptions
{
    /// <summary>Whether <c>GET /security</c> reports weak settings to the master key.</summary>
    public bool EnableCheck { get; init; }
}
