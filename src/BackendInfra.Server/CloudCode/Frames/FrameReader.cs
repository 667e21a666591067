using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.CloudCode.Frames;

/// <summary>Reads one frame's JSON in one pass. Values of the script's own are left as they are: only their receiver knows what they may be.</summary>
internal static class FrameReader
{
    /// <summary>A value may nest as deep as a client's, inside of the frame.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = Core.Values.ParseJson.MaxDepth + 2 };

    /// <exception cref="BadFrameException">It is no frame.</exception>
    public static WorkerFrame Read(ReadOnlySequence<byte> utf8)
    {
        try
        {
            var members = new Members();
            var reader = new Utf8JsonReader(utf8, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new BadFrameException("A frame must be a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                members.Read(ref reader, utf8);
            return members.Frame();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new BadFrameException("A frame holds no JSON, or members of other types than it has.");
        }
    }

    private struct Members
    {
        private string? _type, _secret, _message, _level, _source;
        private long? _id, _call;
        private int? _code, _status;
        private ReadOnlyMemory<byte>? _value, _context;
        private JsonElement? _headers, _definitions;

        public void Read(ref Utf8JsonReader reader, ReadOnlySequence<byte> utf8)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "type": _type = reader.GetString(); break;
                case "id": _id = reader.GetInt64(); break;
                case "call": _call = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64(); break;
                case "code": _code = reader.GetInt32(); break;
                case "status": _status = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32(); break;
                case "secret": _secret = reader.GetString(); break;
                case "message": _message = Text(ref reader); break;
                case "level": _level = reader.GetString(); break;
                case "source": _source = reader.GetString(); break;
                case "value": _value = Raw(ref reader, utf8); break;
                case "context": _context = Raw(ref reader, utf8); break;
                case "headers": _headers = JsonElement.ParseValue(ref reader); break;
                case "definitions": _definitions = JsonElement.ParseValue(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        public readonly WorkerFrame Frame() => _type switch
        {
            "result" => new ResultFrame(Id, _value, _status, _headers, _context),
            "started" => new StartedFrame(Id),
            "error" => new ErrorFrame(Id, _code ?? throw Missing("code"), _message ?? ""),
            "log" => new LogFrame(Level, _source, _message ?? "", _call),
            "progress" => new ProgressFrame(Id, _message ?? ""),
            "pong" => PongFrame.Instance,
            "ready" => new ReadyFrame(_definitions ?? throw Missing("definitions")),
            "failed" => new FailedFrame(_message ?? ""),
            "connect" => new ConnectFrame(_secret ?? throw Missing("secret")),
            _ => throw new BadFrameException("A frame has a type that workers do not send."),
        };

        private readonly long Id => _id ?? throw Missing("id");

        private readonly AppLogLevel Level => _level switch
        {
            "debug" => AppLogLevel.Debug,
            "warn" => AppLogLevel.Warn,
            "error" => AppLogLevel.Error,
            _ => AppLogLevel.Info,
        };

        /// <summary>JavaScript's texts can hold half a surrogate pair, which the log's cannot.</summary>
        private static string? Text(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException) when (reader.TokenType == JsonTokenType.String)
            {
                return "(a text with half a surrogate pair)";
            }
        }

        private static ReadOnlyMemory<byte>? Raw(ref Utf8JsonReader reader, ReadOnlySequence<byte> utf8)
        {
            var start = reader.TokenStartIndex;
            reader.Skip();
            return reader.TokenType == JsonTokenType.Null ? null : utf8.Slice(start, reader.BytesConsumed - start).ToArray();
        }

        private static BadFrameException Missing(string name) => new($"A frame lacks its {name}.");
    }
}
