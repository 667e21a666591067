using System.Buffers;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Sends GraphQL answers with the status that their media type asks for.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext context, string mediaType, OperationAnswer answer)
    {
        if (answer.HasStarted)
        {
            using var rest = new ResponseBuffer(context.Response);
            WriteRest(rest, answer);
            await rest.CompleteAsync(context.RequestAborted);
            return;
        }

        using var buffer = Begin(context, mediaType, StatusCodes.Status200OK);
        buffer.Write("{"u8);
        if (answer.Errors.Count > 0)
        {
            WriteErrors(buffer, answer.Errors);
            buffer.Write(","u8);
        }

        if (answer.IsNull)
        {
            buffer.Write("\"data\":null"u8);
        }
        else
        {
            buffer.Write("\"data\":{"u8);
            buffer.Write(answer.Data.WrittenSpan);
            buffer.Write("}"u8);
        }

        WriteExtensions(buffer, answer.Extensions);
        buffer.Write("}"u8);
        await buffer.CompleteAsync(context.RequestAborted);
    }

    /// <summary>The end of an answer whose beginning is sent: errors can only stand behind the data.</summary>
    private static void WriteRest(ResponseBuffer buffer, OperationAnswer answer)
    {
        buffer.Write(answer.Data.WrittenSpan);
        buffer.Write("}"u8);
        if (answer.Errors.Count > 0)
        {
            buffer.Write(","u8);
            WriteErrors(buffer, answer.Errors);
        }

        WriteExtensions(buffer, answer.Extensions);
        buffer.Write("}"u8);
    }

    /// <remarks>
    /// Under application/json a refused document answers 200: clients of that older media type take other codes for failures
    /// of the transport.
    /// </remarks>
    public static async Task WriteAsync(HttpContext context, string mediaType, RequestException refusal)
    {
        var status = refusal.Status ?? (mediaType == MediaTypes.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        if (status == StatusCodes.Status405MethodNotAllowed)
            context.Response.Headers.Allow = HttpMethods.Post;

        // A document that is unknown by its hash now, may be known with the next request.
        context.Response.Headers.CacheControl = "no-store";
        using var buffer = Begin(context, mediaType, status);
        buffer.Write("{"u8);
        WriteErrors(buffer, refusal.Errors);
        buffer.Write("}"u8);
        await buffer.CompleteAsync(context.RequestAborted);
    }

    private static ResponseBuffer Begin(HttpContext context, string mediaType, int status)
    {
        SetHeaders(context.Response, mediaType, status);
        return new ResponseBuffer(context.Response);
    }

    public static void SetHeaders(HttpResponse response, string mediaType, int status)
    {
        response.StatusCode = status;
        response.ContentType = $"{mediaType}; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Append("Vary", "Accept");
    }

    private static void WriteExtensions(ResponseBuffer buffer, IReadOnlyList<(string Name, string Json)> extensions)
    {
        if (extensions.Count == 0)
            return;
        buffer.Write(",\"extensions\":{"u8);
        for (var i = 0; i < extensions.Count; i++)
            buffer.Write(Encoding.UTF8.GetBytes($"{(i > 0 ? "," : "")}\"{extensions[i].Name}\":{extensions[i].Json}"));
        buffer.Write("}"u8);
    }

    private static void WriteErrors(ResponseBuffer buffer, IReadOnlyList<GraphQLError> errors)
    {
        buffer.Write("\"errors\":["u8);
        for (var i = 0; i < errors.Count; i++)
        {
            if (i > 0)
                buffer.Write(","u8);
            using var json = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions);
            errors[i].WriteTo(json);
        }

        buffer.Write("]"u8);
    }
}
