using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Documents;

/// <summary>Registers documents of the trusted list: only such as fit the app's classes.</summary>
internal sealed class TrustedDocuments(ITrustedDocumentStore store, AppRuntimes runtimes)
{
    private const int ErrorsTold = 3;

    /// <param name="replaces">Whether all other documents are deleted.</param>
    /// <exception cref="ParseException">102 a document is not valid, naming it; 140 too many.</exception>
    public async Task AddAsync(App app, ImmutableArray<TrustedDocument> documents, bool replaces, CancellationToken cancellationToken)
    {
        await RequireValidAsync((await runtimes.GetAsync(app, cancellationToken)).Schema, documents, cancellationToken);
        await store.AddAsync(app, documents, replaces, cancellationToken);
    }

    /// <exception cref="ParseException">102 a document is not valid, naming it.</exception>
    public static async Task RequireValidAsync(AppSchema schema, ImmutableArray<TrustedDocument> documents, CancellationToken cancellationToken)
    {
        foreach (var document in documents)
        {
            try
            {
                await DocumentPreparer.ValidateAsync(schema, document.Text, ErrorsTold, cancellationToken);
            }
            catch (RequestException refusal)
            {
                throw Refusals.InvalidQuery($"The document {document.Id} is not valid, and no document was registered. {Told(refusal)}");
            }
        }
    }

    /// <summary>The answer to a document that was valid when it was registered.</summary>
    public static RequestException Outdated(string id, RequestException refusal) => new(
        [new GraphQLError($"The persisted document {id} does not fit the app's classes any more. {Told(refusal)}", "PERSISTED_DOCUMENT_INVALID")]);

    private static string Told(RequestException refusal) => string.Join(' ', refusal.Errors.Take(ErrorsTold).Select(error => error.Message));
}
