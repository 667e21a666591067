using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>What a cursor says: a place among the rows (Parse's kind), or the values of the order's keys there.</summary>
internal abstract record Cursor
{
    /// <summary>Greatest length that is read: keys are short texts where paging by them makes sense.</summary>
    private const int MaxLength = 64 * 1024;

    private const string OffsetPrefix = "arrayconnection:";
    private const string KeysetPrefix = "k:";

    /// <summary>All of a cursor that a plan may depend on: its kind, and the kinds of its values.</summary>
    public abstract string Shape { get; }

    /// <returns>Null for a text that is no cursor.</returns>
    public static Cursor? Read(InputValue? input)
    {
        if (input is not ScalarInput { Value: StringValue { Text: { Length: <= MaxLength } text } } || !Base64.IsValid(text.AsSpan()))
            return null;
        var bytes = Convert.FromBase64String(text);
        return bytes.AsSpan().StartsWith("["u8) ? Keyset(bytes) : Offset(Encoding.UTF8.GetString(bytes));
    }

    public static string ShapeOf(object? input) => Read(input as InputValue)?.Shape ?? "?";

    private static OffsetCursor? Offset(string text) =>
        text.StartsWith(OffsetPrefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(OffsetPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new OffsetCursor(offset)
            : null;

    private static KeysetCursor? Keyset(byte[] json)
    {
        try
        {
            using var document = ParseJson.ParseDocument(json);
            var values = document.RootElement.EnumerateArray().Select(ParseJson.Read).ToImmutableArray();
            return values is [StringValue { Text: var tag }, .. var keys] && tag.StartsWith(KeysetPrefix, StringComparison.Ordinal)
                ? new KeysetCursor(tag[KeysetPrefix.Length..], keys)
                : null;
        }
        catch (Exception exception) when (exception is ParseException or JsonException)
        {
            return null;
        }
    }
}

/// <param name="Offset">Of the row in the whole order, from 0.</param>
internal sealed record OffsetCursor(int Offset) : Cursor
{
    public override string Shape => "o";
}

/// <param name="Signature">Of the order that it was made under.</param>
/// <param name="Values">The order's keys; null where one is unset.</param>
internal sealed record KeysetCursor(string Signature, ImmutableArray<ParseValue> Values) : Cursor
{
    public override string Shape => $"k{string.Join(',', Values.Select(value => value.TypeName))}";
}
