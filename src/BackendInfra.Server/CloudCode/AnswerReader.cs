using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.CloudCode.Frames;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>Reads what a script answered, by the same rules as what clients send: it may be stored, and is sent on.</summary>
internal static class AnswerReader
{
    /// <exception cref="ParseException">141: it holds what no JSON value of Parse can.</exception>
    public static CodeAnswer Read(ResultFrame result) => new(Value(result.Value))
    {
        Status = result.Status,
        Headers = result.Headers is { ValueKind: JsonValueKind.Object } headers ? headers : null,
        Context = Value(result.Context) is { ValueKind: JsonValueKind.Object } context ? context : null,
    };

    private static JsonElement? Value(ReadOnlyMemory<byte>? json)
    {
        if (json is not { } bytes)
            return null;
        try
        {
            // The bytes are the frame's own copy, so the document may stay on them.
            return ParseJson.ParseDocument(bytes).RootElement;
        }
        catch (ParseException exception)
        {
            throw new ParseException(ErrorCode.ScriptFailed, $"Cloud Code answered with what cannot be sent: {exception.Message}", exception);
        }
    }
}
