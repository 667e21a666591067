using System.Text.Json;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>What a client wants to be told beside data and errors: with <c>{"extensions":{"cost":true}}</c>, or the header <c>X-GraphQL-Extensions: cost</c>.</summary>
[Flags]
internal enum RequestedExtensions
{
    None = 0,
    Cost = 1 << 0,
    Tracing = 1 << 1,
}

internal static class RequestedExtensionsReader
{
    public const string Header = "X-GraphQL-Extensions";

    private static readonly (string Name, RequestedExtensions Flag)[] Names = [("cost", RequestedExtensions.Cost), ("tracing", RequestedExtensions.Tracing)];

    public static RequestedExtensions Read(JsonElement extensions)
    {
        var wanted = RequestedExtensions.None;
        foreach (var (name, flag) in Names)
        {
            if (extensions.ValueKind == JsonValueKind.Object && extensions.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True)
                wanted |= flag;
        }

        return wanted;
    }

    public static RequestedExtensions Read(IHeaderDictionary headers)
    {
        var wanted = RequestedExtensions.None;
        foreach (var text in headers.GetCommaSeparatedValues(Header))
            wanted |= Array.Find(Names, entry => entry.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Flag;
        return wanted;
    }
}
