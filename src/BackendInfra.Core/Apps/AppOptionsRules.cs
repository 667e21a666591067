using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>What options must say beyond having the right types.</summary>
public static class AppOptionsRules
{
    /// <returns>The options.</returns>
    /// <exception cref="ParseException">107 naming the option whose value makes no sense.</exception>
    public static AppOptions Require(AppOptions options)
    {
        Positive("defaultLimit", options.DefaultLimit);
        Positive("maxLimit", options.MaxLimit ?? 1);
        Positive("sessionLength", options.SessionLength);
        Positive("maxUploadSize", options.MaxUploadSize);
        foreach (var limit in typeof(RequestLimits).GetProperties().Where(property => property.PropertyType == typeof(int)))
            Positive($"limits.{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(limit.Name)}", (int)limit.GetValue(options.Limits)!);
        foreach (var address in options.MasterKeyIps)
        {
            if (!System.Net.IPAddress.TryParse(address, out _) && !System.Net.IPNetwork.TryParse(address, out _))
                throw Refusals.InvalidJson($"The option masterKeyIps cannot hold {Values.Excerpt.Of(address)}: it is no address and no network.");
        }

        return options;
    }

    private static void Positive(string name, long value)
    {
        if (value < 1)
            throw Refusals.InvalidJson($"The option {name} must be positive.");
    }
}
