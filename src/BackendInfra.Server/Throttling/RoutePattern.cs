namespace BackendInfra.Server.Throttling;

/// <summary>Paths as <c>rateLimit</c> names them: segments, <c>:name</c> for any one, <c>*</c>, <c>*name</c> or <c>(.*)</c> for all that follow.</summary>
internal static class RoutePattern
{
    /// <param name="path">Segments of a request's path.</param>
    public static bool Matches(string pattern, ReadOnlySpan<string> path)
    {
        var segments = pattern.Trim('/').Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.StartsWith('*') || segment == "(.*)")
                return true;
            if (i >= path.Length || (!segment.StartsWith(':') && segment != path[i]))
                return false;
        }

        return segments.Length == path.Length;
    }
}
