using System.Buffers;

namespace BackendInfra.Postgres.Execution;

/// <summary>Small texts as UTF-8, straight into a buffer.</summary>
internal static class Utf8Text
{
    /// <summary>Writes an instant as <c>"2024-01-31T12:00:00.000Z"</c>, quotes included.</summary>
    public static void WriteIso(IBufferWriter<byte> output, DateTime utc)
    {
        const int Length = 26;
        var text = output.GetSpan(Length);
        "\"0000-00-00T00:00:00.000Z\""u8.CopyTo(text);
        Digits(text[1..], utc.Year, 4);
        Digits(text[6..], utc.Month, 2);
        Digits(text[9..], utc.Day, 2);
        Digits(text[12..], utc.Hour, 2);
        Digits(text[15..], utc.Minute, 2);
        Digits(text[18..], utc.Second, 2);
        Digits(text[21..], utc.Millisecond, 3);
        output.Advance(Length);
    }

    private static void Digits(Span<byte> text, int number, int count)
    {
        for (var i = count - 1; i >= 0; i--, number /= 10)
            text[i] = (byte)('0' + (number % 10));
    }
}
