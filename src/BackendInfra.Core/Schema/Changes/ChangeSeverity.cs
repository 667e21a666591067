namespace BackendInfra.Core.Schema.Changes;

/// <summary>What a change of a schema means to the clients that use it. Ordered: a greater one is worse.</summary>
public enum ChangeSeverity
{
    /// <summary>No client can notice anything but more.</summary>
    Safe,

    /// <summary>Requests stay valid, but clients may meet values or refusals that they do not expect, or others may see more.</summary>
    Dangerous,

    /// <summary>Requests that were valid may be refused, or answered with less.</summary>
    Breaking,
}
