using BackendInfra.Core.Documents;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.GraphQL.Documents;

/// <summary>
/// Finds the document that a request names: sent in full, by an id of the trusted list (appendix of the GraphQL-over-HTTP
/// draft, Relay), or by its hash (Apollo's automatic persisted queries).
/// </summary>
internal sealed class PersistedDocuments(ITrustedDocumentStore store)
{
    /// <exception cref="RequestException">No such document, a hash of another one, or one that is not trusted where only those may run.</exception>
    public async ValueTask<DocumentSource> ResolveAsync(AppRuntime runtime, Caller caller, GraphQLRequest request, CancellationToken cancellationToken)
    {
        var options = caller.App.Options;
        var trustedOnly = options.GraphQLTrustedDocumentsOnly && !caller.Principal.IsUnrestricted;
        if (request.DocumentId is { } id)
        {
            return await TrustedAsync(runtime, caller, id, cancellationToken)
                ?? throw new RequestException($"There is no persisted document {Excerpt.Of(id)}.", "PERSISTED_DOCUMENT_NOT_FOUND");
        }

        if (request.Query is not { } text)
        {
            var hash = request.QueryHash!;
            if (!trustedOnly && options.GraphQLAutomaticPersistedQueries && runtime.Automatic.Find(hash) is { } known)
                return new DocumentSource(known);
            return await TrustedAsync(runtime, caller, DocumentIds.HashPrefix + hash, cancellationToken)
                ?? throw (options.GraphQLAutomaticPersistedQueries
                    ? new RequestException("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
                    : new RequestException("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED"));
        }

        if (request.QueryHash is null && !trustedOnly)
            return new DocumentSource(text);
        var actual = DocumentIds.HashOf(text);
        if (request.QueryHash is { } claimed && claimed != actual)
            throw RequestReader.Malformed("The sha256Hash of persistedQuery is not the hash of the query.");
        if (trustedOnly)
            return await TrustedAsync(runtime, caller, DocumentIds.HashPrefix + actual, cancellationToken) ?? throw Untrusted();
        return new DocumentSource(text) { KeepAs = options.GraphQLAutomaticPersistedQueries ? actual : null };
    }

    /// <summary>Keeps a document that was sent with its hash. Called when it has turned out to be valid.</summary>
    public static void Keep(AppRuntime runtime, Caller caller, DocumentSource source)
    {
        if (source.KeepAs is { } hash)
            runtime.Automatic.Add(hash, source.Text, ClientAddress.KeyOf(caller.Address));
    }

    private async ValueTask<DocumentSource?> TrustedAsync(AppRuntime runtime, Caller caller, string id, CancellationToken cancellationToken)
    {
        if (!DocumentIds.IsValid(id))
            return null;
        if (runtime.Trusted.Find(id) is { } known)
            return known;
        if (await store.FindAsync(caller.App, id, cancellationToken) is not { } text)
            return null;
        var source = new DocumentSource(text) { TrustedId = id };
        runtime.Trusted.Add(id, source);
        return source;
    }

    private static RequestException Untrusted() => new(
        "This app runs only documents of its trusted list. Register the document with the master key, and send its documentId.",
        GraphQLError.Number(ErrorCode.OperationForbidden),
        StatusCodes.Status403Forbidden);
}
