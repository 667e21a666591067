using BackendInfra.Core.Files;
using Microsoft.Net.Http.Headers;

namespace BackendInfra.Server.Files;

/// <summary>Which bytes of a file a request asks for (RFC 9110 §14): all, or one range. Several ranges get the whole file, as the RFC allows.</summary>
internal readonly record struct ByteRange(long Offset, long Length, bool IsPart)
{
    /// <returns>Null when the range lies outside of the file.</returns>
    public static ByteRange? Of(HttpRequest request, StoredFile file)
    {
        var whole = new ByteRange(0, file.Length, IsPart: false);
        var headers = request.GetTypedHeaders();
        if (!HttpMethods.IsGet(request.Method) || headers.Range is not { Ranges.Count: 1 } range || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
            return whole;
        // A client that continues an older content must get the new one whole.
        if (headers.IfRange is { } condition && !(condition.EntityTag is { } tag && tag.Compare(new EntityTagHeaderValue($"\"{file.ETag}\""), useStrongComparison: true)))
            return whole;
        var item = range.Ranges.First();
        var (from, to) = item.From is { } start
            ? (start, Math.Min(item.To ?? long.MaxValue, file.Length - 1))
            : (Math.Max(0, file.Length - item.To!.Value), file.Length - 1);
        return from > to ? null : new ByteRange(from, to - from + 1, IsPart: true);
    }
}
