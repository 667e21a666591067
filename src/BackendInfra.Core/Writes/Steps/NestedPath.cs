using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>What a path inside an Object field must fulfil.</summary>
internal static class NestedPath
{
    private const int MaxKeyLength = 200;

    /// <exception cref="ParseException">105 a key that no object may have, 121 one with <c>$</c> or <c>.</c>, 107 deeper than JSON may nest.</exception>
    public static void Check(FieldChange change)
    {
        foreach (var key in change.Keys)
        {
            // With a __type of its own an object would pass for one of Parse's values.
            if (key.Length is 0 or > MaxKeyLength || key is "__type" || key.Contains('\0') || Names.IsDenied(key))
                throw Refusals.InvalidKeyName(Excerpt.Of($"{change.Field}.{string.Join('.', change.Keys)}"));
            if (key.AsSpan().IndexOfAny('$', '.') >= 0)
                throw new ParseException(ErrorCode.InvalidNestedKey, "Nested keys should not contain the '$' or '.' characters");
        }

        // What nests deeper than requests may could be written step by step, and never be read again.
        if (change.IsNested && change.Keys.Length + 1 + (change.Operation is SetOperation set ? Depth(set.Value) : 0) > ParseJson.MaxDepth)
            throw Refusals.InvalidJson($"{change.Field}: objects may nest at most {ParseJson.MaxDepth} levels deep.");
    }

    private static int Depth(ParseValue value) => value switch
    {
        ArrayValue array => 1 + array.Items.Select(Depth).DefaultIfEmpty().Max(),
        ObjectValue map => 1 + map.Members.Values.Select(Depth).DefaultIfEmpty().Max(),
        PolygonValue => 3,
        StringValue or NumberValue or BooleanValue or NullValue => 0,
        _ => 1,
    };
}
