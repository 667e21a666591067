using System.Buffers;
using System.Collections.Frozen;

namespace BackendInfra.Server.Rest.Functions;

/// <summary>What a function sets of its HTTP answer. The body stays Parse's, so it cannot change what says how the body is to be read.</summary>
internal static class FunctionResponse
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Trailer", "TE", "Date", "Server", "X-Request-Id");

    /// <summary>Sets what can be set. Statuses without a body, and headers that no answer can have, are passed over.</summary>
    public static void Apply(RestAnswer answer, int? status, IReadOnlyDictionary<string, string> headers)
    {
        if (status is >= 200 and <= 599 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified))
            answer.Status = status.Value;
        foreach (var (name, value) in headers)
        {
            if (name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters) && !Ours.Contains(name) && value.All(c => c is >= ' ' and <= '~'))
                answer.Headers[name] = value;
        }
    }
}
