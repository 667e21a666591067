using System.Text.Json;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest;

/// <summary>What a handler answers; becomes an HTTP response, or an item of a batch's.</summary>
internal sealed class RestAnswer(ResponseBuffer body)
{
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>Where a new object is.</summary>
    public string? Location { get; set; }

    /// <summary>Headers beside those that every answer has.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The run of a job that the request has begun.</summary>
    public string? JobStatusId { get; set; }

    /// <summary>What is sent instead of the body, as it comes.</summary>
    public RestStream? Stream { get; set; }

    public ResponseBuffer Body { get; } = body;

    public void Write(Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(Body, ParseJsonText.WriterOptions);
        write(json);
    }

    public void WriteEmptyObject() => Write(json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    /// <summary>Forgets everything, for another attempt.</summary>
    public void Reset()
    {
        Body.Clear();
        Status = StatusCodes.Status200OK;
        Location = null;
        Headers.Clear();
        Stream = null;
        JobStatusId = null;
    }
}
