namespace BackendInfra.Server.Schemas;

/// <summary>Setting <c>Schemas:{app}</c>: the folder whose classes an app has from each start on.</summary>
internal sealed class ConfiguredSchema
{
    /// <summary>Where the class definitions are; relative to the folder in which the server is started.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Whether classes that the folder does not define go.</summary>
    public bool Prune { get; set; }

    /// <summary>Whether values and objects may be deleted (Parse Server's <c>deleteExtraFields</c> and <c>recreateModifiedFields</c>).</summary>
    public bool AllowDataLoss { get; set; }

    /// <summary>Whether objects without a value for a field that becomes required get its default value.</summary>
    public bool FillDefaults { get; set; }

    /// <summary>Whether tables of many rows may be rewritten under a lock.</summary>
    public bool RewriteLargeTables { get; set; }
}
