namespace BackendInfra.Core.Values;

/// <summary>Client text inside a message: short enough to read, whatever was sent.</summary>
public static class Excerpt
{
    private const int Limit = 100;

    public static string Of(string text) => text.Length <= Limit ? text : string.Concat(text.AsSpan(0, Limit), "…");
}
