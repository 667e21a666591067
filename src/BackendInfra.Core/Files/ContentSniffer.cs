namespace BackendInfra.Core.Files;

/// <summary>What a file's first bytes look like, by the WHATWG's MIME sniffing rules for what is dangerous, and signatures of common formats.</summary>
public static class ContentSniffer
{
    /// <summary>As many bytes as need to be looked at.</summary>
    public const int HeadLength = 512;

    private static readonly (byte[] Signature, int Offset, string Extension)[] Signatures =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], 0, "png"),
        ([0xFF, 0xD8, 0xFF], 0, "jpg"),
        ("GIF8"u8.ToArray(), 0, "gif"),
        ("WEBP"u8.ToArray(), 8, "webp"),
        ("%PDF-"u8.ToArray(), 0, "pdf"),
        ("PK\x03\x04"u8.ToArray(), 0, "zip"),
        ([0x1F, 0x8B], 0, "gz"),
        ("OggS"u8.ToArray(), 0, "ogg"),
        ([0x1A, 0x45, 0xDF, 0xA3], 0, "webm"),
        ("ftyp"u8.ToArray(), 4, "mp4"),
        ("MZ"u8.ToArray(), 0, "exe"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], 0, "exe"),
        ("#!"u8.ToArray(), 0, "sh"),
    ];

    private static readonly byte[][] HtmlTags =
    [
        "<!doctype html"u8.ToArray(), "<html"u8.ToArray(), "<head"u8.ToArray(), "<body"u8.ToArray(), "<script"u8.ToArray(), "<iframe"u8.ToArray(),
        "<h1"u8.ToArray(), "<div"u8.ToArray(), "<font"u8.ToArray(), "<table"u8.ToArray(), "<a"u8.ToArray(), "<style"u8.ToArray(), "<title"u8.ToArray(),
        "<b"u8.ToArray(), "<br"u8.ToArray(), "<p"u8.ToArray(), "<img"u8.ToArray(), "<object"u8.ToArray(), "<embed"u8.ToArray(), "<form"u8.ToArray(),
        "<meta"u8.ToArray(), "<link"u8.ToArray(), "<video"u8.ToArray(), "<audio"u8.ToArray(),
    ];

    /// <summary>The extension that the content looks like, or null when it shows nothing.</summary>
    public static string? Extension(ReadOnlySpan<byte> head)
    {
        foreach (var (signature, offset, extension) in Signatures)
        {
            if (head.Length >= offset + signature.Length && head.Slice(offset, signature.Length).SequenceEqual(signature))
                return extension;
        }

        return Markup(Text(head));
    }

    private static string? Markup(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n\f\0"u8);
        if (text.StartsWith("<!--"u8))
            return "html";
        if (StartsWithTag(text, "<svg"u8) || (text.StartsWith("<?xml"u8) && text.IndexOf("<svg"u8) > 0))
            return "svg";
        if (text.StartsWith("<?xml"u8))
            return "xml";
        foreach (var tag in HtmlTags)
        {
            if (StartsWithTag(text, tag))
                return "html";
        }

        return null;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag)
    {
        if (text.Length <= tag.Length || text[tag.Length] is not ((byte)' ' or (byte)'>' or (byte)'/' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f'))
            return false;
        for (var i = 0; i < tag.Length; i++)
        {
            if ((text[i] | (text[i] is >= (byte)'A' and <= (byte)'Z' ? 0x20 : 0)) != tag[i])
                return false;
        }

        return true;
    }

    /// <summary>The text without a byte order mark; UTF-16 is read as if it were ASCII, since its zero bytes are left out.</summary>
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return head[3..];
        return head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? head[2..].ToArray().Where(b => b != 0).ToArray()
            : head;
    }
}
