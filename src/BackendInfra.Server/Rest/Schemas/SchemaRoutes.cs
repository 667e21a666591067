using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Schemas;

/// <summary>The schema API (reference §11).</summary>
internal static class SchemaRoutes
{
    /// <summary><c>GET /schemas</c> → <c>{"results":[…]}</c>.</summary>
    public static async Task ListAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var schema = await request.Data.SchemaAsync(cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var of in schema.Classes)
                SchemaJsonWriter.Write(json, of);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary><c>GET /schemas/Class</c>.</summary>
    /// <exception cref="ParseException">103 when there is no such class.</exception>
    public static async Task GetAsync(RestRequest request, CancellationToken cancellationToken) =>
        Answer(request, await request.Data.SchemaAsync(cancellationToken), request.ClassName);

    /// <summary><c>POST /schemas/Class</c>, or <c>POST /schemas</c> with the name in the body.</summary>
    /// <exception cref="ParseException">The definition is malformed, or <see cref="SchemaEditor"/> refuses it.</exception>
    public static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var name = ClassNameOf(request)
            ?? throw new ParseException(ErrorCode.MissingRequiredField, "POST /schemas needs a class name.");
        var edit = SchemaJsonReader.Read(name, request.Body);
        var changed = await ChangeAsync(request, schema => SchemaEditor.Create(schema, edit, request.Caller.App.Options), cancellationToken);
        Answer(request, changed, name);
    }

    /// <summary><c>PUT /schemas/Class</c>.</summary>
    /// <exception cref="ParseException">As <see cref="CreateAsync"/>.</exception>
    public static async Task UpdateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var name = ClassNameOf(request)!;
        var edit = SchemaJsonReader.Read(name, request.Body);
        var changed = await ChangeAsync(request, schema => SchemaEditor.Update(schema, edit, request.Caller.App.Options), cancellationToken);
        Answer(request, changed, name);
    }

    /// <summary><c>DELETE /schemas/Class</c>.</summary>
    /// <exception cref="ParseException">103 no such class, 255 it still has objects.</exception>
    public static async Task DeleteAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var name = Names.RequireClass(request.ClassName);
        await ChangeAsync(request, schema => SchemaEditor.Delete(schema, name), cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    private static Task<SchemaSnapshot> ChangeAsync(RestRequest request, Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken)
    {
        SchemaEditor.RequireUnlocked(request.Caller.App.Options);
        return request.Data.ChangeSchemaAsync(edit, cancellationToken);
    }

    private static string? ClassNameOf(RestRequest request)
    {
        var inPath = request.ClassName.Length > 0 ? request.ClassName : null;
        var inBody = request.Body.Find("className") is not { } sent ? null
            : sent.ValueKind == System.Text.Json.JsonValueKind.String ? ParseJson.ReadText(sent)
            : throw Refusals.InvalidJson("className must be a string.");
        if (inPath is not null && inBody is not null && inPath != inBody)
            throw new ParseException(ErrorCode.InvalidClassName, $"Class name mismatch between {Excerpt.Of(inBody)} and {Excerpt.Of(inPath)}.");
        return (inPath ?? inBody) is { } name ? Names.RequireClass(name) : null;
    }

    private static void Answer(RestRequest request, SchemaSnapshot schema, string name)
    {
        var of = schema.Find(name) ?? throw Refusals.ClassDoesNotExist(Excerpt.Of(name));
        request.Answer.Write(json => SchemaJsonWriter.Write(json, of));
    }
}
