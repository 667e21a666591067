namespace BackendInfra.Core.Schema.Changes;

/// <summary>What a deployment of classes may do.</summary>
public sealed record SchemaDeploymentOptions
{
    /// <summary>Only tells what would be done, and what stands in the way.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether values and objects that are stored may be deleted.</summary>
    public bool AllowDataLoss { get; init; }

    /// <summary>Whether objects without a value for a field that becomes required get its default value.</summary>
    public bool FillDefaults { get; init; }

    /// <summary>Whether tables of many rows may be rewritten under a lock, as indexes on fields need it.</summary>
    public bool RewriteLargeTables { get; init; }

    /// <summary>Told of each statement before it runs; again when the transaction has to be run again.</summary>
    public Action<string>? Running { get; init; }
}
