using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>Writes of <c>_Installation</c>: one must be recognizable.</summary>
internal static class InstallationRules
{
    /// <exception cref="ParseException">135.</exception>
    public static void Apply(WriteContext write)
    {
        if (write.Plan.Kind != WriteKind.Create)
            return;
        if (!Has(write, InstallationClass.InstallationId) && !Has(write, InstallationClass.DeviceToken))
            throw new ParseException(ErrorCode.MissingRequiredField, "at least one ID field (deviceToken, installationId) must be specified in this operation");
        if (!Has(write, InstallationClass.DeviceType))
            throw new ParseException(ErrorCode.MissingRequiredField, "deviceType must be specified in this operation");
    }

    private static bool Has(WriteContext write, string field) =>
        write.Plan.Changes.Any(change => change.Field == field && change.Operation is SetOperation { Value: StringValue });
}
