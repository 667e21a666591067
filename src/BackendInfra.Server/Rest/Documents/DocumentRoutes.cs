using System.Text.Json;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Documents;

/// <summary><c>/graphql-documents</c>: the trusted list of GraphQL documents, for the master key.</summary>
internal static class DocumentRoutes
{
    private const string Path = "graphql-documents";

    /// <summary>What one request lists; a list goes on with <c>after</c>.</summary>
    private const int MaxListed = 1000;

    public static RestRoute[] All =>
    [
        new("GET", Path, RouteLevel.MasterRead, ListAsync),
        new("GET", $"{Path}/{{name}}", RouteLevel.MasterRead, GetAsync),
        new("POST", Path, RouteLevel.MasterWrite, (request, cancellationToken) => AddAsync(request, replaces: false, cancellationToken)),
        new("PUT", Path, RouteLevel.MasterWrite, (request, cancellationToken) => AddAsync(request, replaces: true, cancellationToken)),
        new("DELETE", $"{Path}/{{name}}", RouteLevel.MasterWrite, DeleteAsync),
    ];

    /// <summary>Answers ids, hashes and dates, sorted by id; <c>after</c> names the id behind which to begin.</summary>
    private static async Task ListAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var documents = await request.Data.Services.Documents.ListAsync(request.Caller.App, request.Parameters.FirstOrDefault(parameter => parameter.Name == "after")?.Text ?? "", MaxListed, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var document in documents)
                Write(json, document, withText: false);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101 none of that id.</exception>
    private static async Task GetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var text = await request.Data.Services.Documents.FindAsync(request.Caller.App, request.Match.Name, cancellationToken) ?? throw Refusals.ObjectNotFound();
        request.Answer.Write(json => Write(json, new TrustedDocument(request.Match.Name, text, DocumentIds.HashOf(text), default), withText: true));
    }

    /// <summary>Registers the documents of the body, all or none: in addition to others, or in the place of all.</summary>
    /// <exception cref="ParseException">102 a document is not valid; 105, 107, 116, 155 as <see cref="DocumentManifest"/>; 108 in a transaction; 140 too many.</exception>
    private static async Task AddAsync(RestRequest request, bool replaces, CancellationToken cancellationToken)
    {
        RequireNoTransaction(request);
        var documents = DocumentManifest.Read(request.Body.Members(), request.Data.Services.Time.GetUtcNow());
        await request.Data.Services.TrustedDocuments.AddAsync(request.Caller.App, documents, replaces, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", documents.Length);
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101 none of that id; 108 in a transaction.</exception>
    private static async Task DeleteAsync(RestRequest request, CancellationToken cancellationToken)
    {
        RequireNoTransaction(request);
        if (!await request.Data.Services.Documents.DeleteAsync(request.Caller.App, request.Match.Name, cancellationToken))
            throw Refusals.ObjectNotFound();
        request.Answer.WriteEmptyObject();
    }

    private static void RequireNoTransaction(RestRequest request)
    {
        if (request.Data.IsInTransaction)
            throw new ParseException(ErrorCode.CommandUnavailable, "The trusted list cannot be changed as part of a transaction.");
    }

    private static void Write(Utf8JsonWriter json, TrustedDocument document, bool withText)
    {
        json.WriteStartObject();
        json.WriteString("id", document.Id);
        json.WriteString("sha256", document.Hash);
        if (withText)
            json.WriteString("document", document.Text);
        else
            json.WriteString("createdAt", IsoDate.Format(document.CreatedAt));
        json.WriteEndObject();
    }
}
