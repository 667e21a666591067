using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes;

/// <summary>One write on its way through the steps of <see cref="WritePipeline"/>.</summary>
public sealed class WriteContext
{
    private readonly List<Func<SchemaSnapshot, SchemaSnapshot>> _edits = [];

    public required App App { get; init; }

    public required Principal Principal { get; init; }

    /// <summary>The plan as the steps have made it so far.</summary>
    public required WritePlan Plan { get; set; }

    /// <summary>The classes, with everything in them that this write will add.</summary>
    public required SchemaSnapshot Schema { get; set; }

    /// <summary>The plan's class; set by the first step.</summary>
    public ClassSchema Class => Schema.Find(Plan.ClassName)!;

    /// <summary>Whether the write itself makes the class, which makes every operation on it the caller's right.</summary>
    public bool CreatesClass { get; set; }

    /// <summary>Whether the write brings a field that the class did not have.</summary>
    public bool AddsField { get; set; }

    /// <summary>Values of a create that the client did not send and is told.</summary>
    public List<(FieldDefinition Field, ParseValue Value)> Changed { get; } = [];

    /// <summary>Fields of an update whose new value the statement returns.</summary>
    public ImmutableArray<FieldDefinition> Returning { get; set; } = [];

    /// <summary>A user's new password, whose hash the pipeline adds to the plan.</summary>
    public string? NewPassword { get; set; }

    /// <summary>Whether the user gets a mail once the write is done, to prove his address.</summary>
    public bool SendsVerification { get; set; }

    public bool ChangesSchema => _edits.Count > 0;

    /// <summary>Asks for a schema change, which happens in the write's own transaction.</summary>
    public void ChangeSchema(Func<SchemaSnapshot, SchemaSnapshot> edit)
    {
        Schema = edit(Schema);
        _edits.Add(edit);
    }

    public SchemaSnapshot ApplyEdits(SchemaSnapshot snapshot) =>
        _edits.Aggregate(snapshot, (current, edit) => edit(current));
}
