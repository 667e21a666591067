namespace BackendInfra.Core.CloudCode;

/// <summary>The deployed code of an app. It is kept with the app (<see cref="Apps.App.CloudCode"/>), so that asking what it defines costs one look.</summary>
/// <param name="Number">Counts an app's releases from 1.</param>
public sealed record CloudRelease(int Number, CloudDefinitions Definitions);
