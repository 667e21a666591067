namespace BackendInfra.Core.Values;

/// <summary>The order of texts everywhere in the product: by Unicode code point, which is the order of their UTF-8 bytes.</summary>
/// <remarks>
/// .NET's ordinal order compares UTF-16 units, which puts U+E000 to U+FFFF behind the characters beyond U+FFFF.
/// </remarks>
public static class CodePointOrder
{
    public static int Compare(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Weight(left[same]).CompareTo(Weight(right[same]));
    }

    /// <summary>Moves surrogates behind the rest of the first plane, where the characters that they stand for are.</summary>
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
