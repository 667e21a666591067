using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Compiler;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>
/// Rewrites stored rows into REST's wire form on their way to the socket: bytes are copied, and only what needs its
/// <c>__type</c> gets it. Keys that the registry does not know, or the caller may not read, are never copied.
/// </summary>
internal sealed class RestProjection : IRowReader
{
    private static readonly JsonWriterOptions AclOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly int _ordinal;
    private readonly int? _score;
    private readonly byte[] _head;
    private readonly byte[] _relations;
    private readonly (int Condition, byte[] Json)[] _conditionalRelations;
    private readonly Member[] _members;

    public RestProjection(RestNode node)
        : this(node, isIncluded: false)
    {
    }

    private RestProjection(RestNode node, bool isIncluded)
    {
        _ordinal = node.Ordinal;
        _score = node.Score;
        _head = Encoding.UTF8.GetBytes(isIncluded
            ? $$"""{"__type":"Object","className":"{{node.Class.Name}}","objectId":"{{""}}"""
            : node.Selection.NamesClass ? $"{{\"className\":\"{node.Class.Name}\",\"objectId\":\"" : "{\"objectId\":\"");
        _relations = Encoding.UTF8.GetBytes(string.Concat(node.Class.CustomFields
            .Where(field => field.Type == FieldType.Relation && node.Selection.Sends(field) && !node.Conditions.ContainsKey(field.Name))
            .Select(Relation)));
        _conditionalRelations = [.. node.Class.CustomFields
            .Where(field => field.Type == FieldType.Relation && node.Selection.Sends(field) && node.Conditions.ContainsKey(field.Name))
            .Select(field => (node.Conditions[field.Name], Encoding.UTF8.GetBytes(Relation(field))))];

        // jsonb keeps keys sorted by length, then bytes: in this order both lists are walked side by side.
        _members = [.. node.Class.CustomFields
            .Where(field => field.IsStoredInData && node.Selection.Sends(field))
            .OrderBy(field => field.Name.Length)
            .ThenBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => new Member(field, node))];
    }

    public void Write(NpgsqlDataReader reader, int first, ReadContext context, RowSink sink) => Write(reader, first, context, sink.Column(0));

    private void Write(NpgsqlDataReader reader, int first, ReadContext context, IBufferWriter<byte> output)
    {
        var at = first + _ordinal;
        output.Write(_head);
        output.Write(reader.GetFieldValue<byte[]>(at));
        output.Write("\",\"createdAt\":"u8);
        Utf8Text.WriteIso(output, reader.GetDateTime(at + 1));
        output.Write(",\"updatedAt\":"u8);
        Utf8Text.WriteIso(output, reader.GetDateTime(at + 2));
        WriteAcl(reader, at + 3, output);
        output.Write(_relations);
        foreach (var (condition, relation) in _conditionalRelations)
        {
            if (reader.GetBoolean(first + condition))
                output.Write(relation);
        }

        WriteData(reader, first, context, reader.GetFieldValue<byte[]>(at + 5), output);
        if (_score is { } score)
        {
            output.Write(",\"score\":"u8);
            Utf8Formatter.TryFormat(reader.GetDouble(first + score), output.GetSpan(32), out var written);
            output.Advance(written);
        }

        output.Write("}"u8);
    }

    private static string Relation(FieldDefinition field) => $$""","{{field.Name}}":{"__type":"Relation","className":"{{field.TargetClass}}"}""";

    private static void WriteAcl(NpgsqlDataReader reader, int at, IBufferWriter<byte> output)
    {
        var read = reader.IsDBNull(at) ? null : reader.GetFieldValue<string[]>(at);
        var write = reader.IsDBNull(at + 1) ? null : reader.GetFieldValue<string[]>(at + 1);
        if (Acl.FromColumns(read, write) is not { } acl)
            return;

        output.Write(",\"ACL\":"u8);
        using var json = new Utf8JsonWriter(output, AclOptions);
        acl.WriteTo(json);
    }

    private void WriteData(NpgsqlDataReader reader, int first, ReadContext context, byte[] data, IBufferWriter<byte> output)
    {
        var json = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = ParseJson.MaxDepth + 1 });
        json.Read();
        var next = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            while (next < _members.Length && IsBefore(_members[next].Name, name))
                next++;

            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (next < _members.Length && name.SequenceEqual(_members[next].Name))
                _members[next++].Write(reader, first, context, data.AsSpan(start, (int)json.BytesConsumed - start), output);
        }
    }

    /// <summary>jsonb's order of keys: shorter ones first, equally long ones by their bytes.</summary>
    private static bool IsBefore(ReadOnlySpan<byte> known, ReadOnlySpan<byte> key) =>
        known.Length != key.Length ? known.Length < key.Length : known.SequenceCompareTo(key) < 0;

    /// <summary>How one field is written.</summary>
    private sealed class Member
    {
        private readonly byte[] _before;
        private readonly byte[] _after;
        private readonly bool _opensObject;
        private readonly bool _isFile;
        private readonly bool _holdsFiles;
        private readonly RestProjection? _included;
        private readonly int? _text;
        private readonly int? _condition;

        public Member(FieldDefinition field, RestNode node)
        {
            Name = Encoding.UTF8.GetBytes(field.Name);
            if (node.Pointers.GetValueOrDefault(field.Name) is { } pointed)
                _included = new RestProjection(pointed, isIncluded: true);
            if (node.Arrays.TryGetValue(field.Name, out var ordinal))
                _text = ordinal;
            if (node.Conditions.TryGetValue(field.Name, out var condition))
                _condition = condition;

            var wrapper = _included is not null ? "" : field.Type switch
            {
                FieldType.Date => """{"__type":"Date","iso":""",
                FieldType.Bytes => """{"__type":"Bytes","base64":""",
                FieldType.Pointer => $$"""{"__type":"Pointer","className":"{{field.TargetClass}}","objectId":""",
                FieldType.Polygon => """{"__type":"Polygon","coordinates":""",
                FieldType.GeoPoint => """{"__type":"GeoPoint",""",
                FieldType.File => """{"__type":"File",""",
                _ => "",
            };

            _isFile = field.Type == FieldType.File;
            _holdsFiles = field.Type is FieldType.File or FieldType.Array or FieldType.Object;
            // The stored object's own brace is left out, since the wrapper has opened one.
            _opensObject = field.Type is FieldType.GeoPoint or FieldType.File;
            _before = Encoding.UTF8.GetBytes($",\"{field.Name}\":{wrapper}");
            _after = wrapper.Length > 0 && !_opensObject ? [(byte)'}'] : [];
        }

        public byte[] Name { get; }

        public void Write(NpgsqlDataReader reader, int first, ReadContext context, ReadOnlySpan<byte> value, IBufferWriter<byte> output)
        {
            if (_condition is { } shows && !reader.GetBoolean(first + shows))
                return;

            // An included object that is missing or hidden takes its field with it.
            if (_included is not null && reader.IsDBNull(first + _included._ordinal))
                return;

            output.Write(_before);
            if (_included is not null)
                _included.Write(reader, first, context, output);
            else if (_text is { } text && !reader.IsDBNull(first + text))
                output.Write(reader.GetFieldValue<byte[]>(first + text));
            else if (_holdsFiles && context.FilesUrl.Length > 0)
                FileUrlWriter.Write(value, _isFile, context.FilesUrl, output);
            else
                output.Write(_opensObject ? value[1..] : value);
            output.Write(_after);
        }
    }
}
