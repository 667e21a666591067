namespace BackendInfra.Server.GraphQL.Documents;

/// <summary>The document of a request, wherever it came from.</summary>
internal sealed record DocumentSource(string Text)
{
    /// <summary>The id under which it stands in the trusted list, if that is where it was found.</summary>
    public string? TrustedId { get; init; }

    /// <summary>Its hash, when it is to be kept for clients that will send only that; null otherwise.</summary>
    public string? KeepAs { get; init; }
}
