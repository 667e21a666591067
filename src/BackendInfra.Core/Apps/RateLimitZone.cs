namespace BackendInfra.Core.Apps;

/// <summary>Whose requests are counted together.</summary>
public enum RateLimitZone
{
    /// <summary>Those from one address; of IPv6 from one /64.</summary>
    Ip,

    /// <summary>Those of one user; of callers without one as <see cref="Ip"/>.</summary>
    User,

    /// <summary>Those of one session; of callers without one as <see cref="Ip"/>.</summary>
    Session,

    /// <summary>All.</summary>
    Global,
}
