using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Http;

/// <summary>Refusals as clients get them: <c>{"code":…,"error":…}</c> and a status (reference §2).</summary>
internal static class ErrorAnswer
{
    private static readonly JsonWriterOptions Options = ParseJsonText.WriterOptions;

    public static ParseException TooLarge() =>
        new(ErrorCode.ObjectTooLarge, "The request's body is too large.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };

    public static int StatusOf(ParseException refusal) => refusal switch
    {
        { HttpStatus: { } status } => status,
        { Code: ErrorCode.ObjectNotFound } => StatusCodes.Status404NotFound,
        { Code: ErrorCode.InternalServerError } => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Writes the object alone; a 403 carries no code, as in Parse Server.</summary>
    public static void WriteObject(Utf8JsonWriter json, ParseException refusal)
    {
        json.WriteStartObject();
        if (refusal.HttpStatus != StatusCodes.Status403Forbidden)
            json.WriteNumber("code", (int)refusal.Code);
        json.WriteString("error", refusal.Message);
        json.WriteEndObject();
    }

    public static async Task WriteAsync(HttpContext context, ParseException refusal)
    {
        var response = context.Response;
        response.StatusCode = StatusOf(refusal);
        response.ContentType = "application/json; charset=utf-8";
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";

        using var buffer = new ResponseBuffer(response);
        using (var json = new Utf8JsonWriter(buffer, Options))
            WriteObject(json, refusal);
        await buffer.CompleteAsync(context.RequestAborted);
    }
}
