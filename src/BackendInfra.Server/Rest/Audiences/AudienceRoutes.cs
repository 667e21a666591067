using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Audiences;

/// <summary><c>/push_audiences</c>: named queries over installations. The query is stored as a JSON text, and read as JSON.</summary>
internal static class AudienceRoutes
{
    public static readonly ImmutableArray<RestRoute> All =
    [
        new("GET", "push_audiences", RouteLevel.MasterRead, (request, token) => ReadAsync(request, ObjectReads.FindAsync, token)) { FixedClass = AudienceClass.Name },
        new("GET", "push_audiences/{objectId}", RouteLevel.MasterRead, (request, token) => ReadAsync(request, ObjectReads.GetAsync, token)) { FixedClass = AudienceClass.Name },
        new("POST", "push_audiences", RouteLevel.MasterWrite, CreateAsync) { FixedClass = AudienceClass.Name },
        new("PUT", "push_audiences/{objectId}", RouteLevel.MasterWrite, UpdateAsync) { FixedClass = AudienceClass.Name },
        new("DELETE", "push_audiences/{objectId}", RouteLevel.MasterWrite, ObjectWrites.DeleteAsync) { FixedClass = AudienceClass.Name },
    ];

    /// <exception cref="ParseException">135 without a name or a query, 107 a query that is no JSON object in a text.</exception>
    private static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        foreach (var name in (ReadOnlySpan<string>)[AudienceClass.AudienceName, AudienceClass.Query])
        {
            if (request.Body.Find(name) is null)
                throw new ParseException(ErrorCode.MissingRequiredField, $"{name} is required.");
        }

        RequireQuery(request);
        if ((await request.Data.SchemaAsync(cancellationToken)).Find(AudienceClass.Name) is null)
            await request.Data.ChangeSchemaAsync(AudienceClass.EnsureIn, cancellationToken);
        await ObjectWrites.CreateAsync(request, cancellationToken);
    }

    /// <exception cref="ParseException">107 a query that is no JSON object in a text.</exception>
    private static Task UpdateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        RequireQuery(request);
        return ObjectWrites.UpdateAsync(request, cancellationToken);
    }

    private static void RequireQuery(RestRequest request)
    {
        if (request.Body.Find(AudienceClass.Query) is not { } query)
            return;
        if (query.ValueKind == JsonValueKind.String)
        {
            using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(ParseJson.ReadText(query)));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return;
        }

        throw Refusals.InvalidJson("query must be a string that holds a JSON object.");
    }

    private static async Task ReadAsync(RestRequest request, RestHandler read, CancellationToken cancellationToken)
    {
        using var buffer = new ResponseBuffer();
        await read(
            new RestRequest
            {
                Match = request.Match,
                Caller = request.Caller,
                Mount = request.Mount,
                ServerUrl = request.ServerUrl,
                Path = request.Path,
                Body = request.Body,
                Parameters = request.Parameters,
                Data = request.Data,
                Answer = new RestAnswer(buffer),
            },
            cancellationToken);
        using var document = JsonDocument.Parse(buffer.WrittenSpan.ToArray(), ParseJson.DocumentOptions);
        request.Answer.Write(json => Write(json, document.RootElement));
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            if (member.NameEquals("results"))
                WriteAll(json, member.Value);
            else if (member.NameEquals(AudienceClass.Query) && member.Value.ValueKind == JsonValueKind.String)
                json.WriteRawValue(member.Value.GetString()!, skipInputValidation: true);
            else
                member.Value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, JsonElement audiences)
    {
        json.WriteStartArray();
        foreach (var audience in audiences.EnumerateArray())
            Write(json, audience);
        json.WriteEndArray();
    }
}
