using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_Installation</c>: a client app on a device. Clients make and change theirs; only the master key finds or deletes them.</summary>
public static class InstallationClass
{
    public const string Name = "_Installation";
    public const string InstallationId = "installationId";
    public const string DeviceToken = "deviceToken";
    public const string DeviceType = "deviceType";

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(InstallationId, FieldType.String) { Promoted = true },
        new FieldDefinition(DeviceToken, FieldType.String) { Promoted = true },
        new FieldDefinition("channels", FieldType.Array),
        new FieldDefinition(DeviceType, FieldType.String),
        new FieldDefinition("pushType", FieldType.String),
        new FieldDefinition("GCMSenderId", FieldType.String),
        new FieldDefinition("timeZone", FieldType.String),
        new FieldDefinition("localeIdentifier", FieldType.String),
        new FieldDefinition("badge", FieldType.Number),
        new FieldDefinition("appVersion", FieldType.String),
        new FieldDefinition("appName", FieldType.String),
        new FieldDefinition("appIdentifier", FieldType.String),
        new FieldDefinition("parseVersion", FieldType.String));
}
