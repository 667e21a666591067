using System.Net;
using System.Text.Json;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>Limits are positive, and addresses are addresses.</summary>
internal static class RequestLimitRules
{
    /// <summary>A day.</summary>
    private const int MaxTimeout = 86_400;

    /// <exception cref="ParseException">107, naming the option.</exception>
    public static void Require(AppOptions options)
    {
        Positive("defaultLimit", options.DefaultLimit);
        Positive("maxLimit", options.MaxLimit ?? 1);
        Positive("sessionLength", options.SessionLength);
        Positive("maxUploadSize", options.MaxUploadSize);
        foreach (var limit in typeof(RequestLimits).GetProperties().Where(property => property.PropertyType == typeof(int)))
            Positive($"limits.{JsonNamingPolicy.CamelCase.ConvertName(limit.Name)}", (int)limit.GetValue(options.Limits)!);
        if (options.Limits.JsonDepth > Values.ParseJson.MaxDepth)
            throw Refusals.InvalidJson($"The option limits.jsonDepth must be at most {Values.ParseJson.MaxDepth}.");
        if (options.Limits.RequestTimeout > MaxTimeout)
            throw Refusals.InvalidJson($"The option limits.requestTimeout must be at most {MaxTimeout} seconds.");
        options.IdempotencyOptions.Require();
        foreach (var address in options.MasterKeyIps)
        {
            if (!IPAddress.TryParse(address, out _) && !IPNetwork.TryParse(address, out _))
                throw Refusals.InvalidJson($"The option masterKeyIps cannot hold {Values.Excerpt.Of(address)}: it is no address and no network.");
        }
    }

    private static void Positive(string name, long value)
    {
        if (value < 1)
            throw Refusals.InvalidJson($"The option {name} must be positive.");
    }
}
