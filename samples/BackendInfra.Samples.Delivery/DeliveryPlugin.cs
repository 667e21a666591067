using System.Globalization;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Plugins;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Samples.Delivery;

/// <summary>Handles orders of the sample shop in C#: a function, a trigger and a job.</summary>
public sealed class DeliveryPlugin : ICloudPlugin
{
    private const int MaxDays = 30;

    /// <inheritdoc/>
    public void Register(CloudPluginBuilder cloud) => cloud
        .Function("deliveryDays", DaysAsync)
        .BeforeSave("Order", CheckAsync)
        .Job("planDeliveries", PlanAsync);

    /// <summary><c>{"distance": 120}</c> in kilometres → days.</summary>
    private static Task<JsonElement?> DaysAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        using var parameters = JsonDocument.Parse(call.Parameters);
        if (!parameters.RootElement.TryGetProperty("distance", out var distance) || !distance.TryGetDouble(out var kilometres) || kilometres < 0)
            throw new ParseException(ErrorCode.ValidationError, "distance must be a number of kilometres.");
        return Task.FromResult<JsonElement?>(JsonSerializer.SerializeToElement(Math.Min(MaxDays, 1 + (int)(kilometres / 100))));
    }

    /// <summary>An address is stored without spaces around it, and without an address nothing is delivered.</summary>
    private static Task<SaveAnswer> CheckAsync(ObjectTriggerCall call, CancellationToken cancellationToken)
    {
        var address = (call.Object.Values.GetValueOrDefault("cAddress") as StringValue)?.Text.Trim();
        if (string.IsNullOrEmpty(address))
            throw new ParseException(ErrorCode.ValidationError, "An order needs an address.");
        return Task.FromResult(new SaveAnswer { Changes = [new FieldChange("cAddress", new SetOperation(new StringValue(address)))] });
    }

    private static async Task<string?> PlanAsync(JobCall call, Func<string, Task> report, CancellationToken cancellationToken)
    {
        using var parameters = JsonDocument.Parse(call.Parameters);
        var trucks = parameters.RootElement.TryGetProperty("trucks", out var sent) && sent.TryGetInt32(out var number) ? number : 1;
        for (var truck = 1; truck <= trucks; truck++)
            await report(string.Create(CultureInfo.InvariantCulture, $"Truck {truck} of {trucks}"));
        return "Planned";
    }
}
