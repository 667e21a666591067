using Microsoft.Net.Http.Headers;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Content negotiation of the GraphQL-over-HTTP draft.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";

    /// <summary>The media type of the answer. A client that accepts neither still gets JSON: that says more than 406 would.</summary>
    public static string Negotiate(HttpRequest request)
    {
        var best = (Type: Json, Quality: 0.0);
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var type = accepted.MediaType.Value switch
            {
                { } name when name.Equals(GraphQLResponse, StringComparison.OrdinalIgnoreCase) => GraphQLResponse,
                { } name when name.Equals(Json, StringComparison.OrdinalIgnoreCase) => Json,
                "*/*" or "application/*" => Json,
                _ => null,
            };
            var quality = accepted.Quality ?? 1;
            if (type is not null && (quality > best.Quality || (quality == best.Quality && type == GraphQLResponse)))
                best = (type, quality);
        }

        return best.Type;
    }

    /// <summary>Whether a body is JSON in UTF-8, the one charset that JSON has.</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
