namespace BackendInfra.Core.Schema.Changes;

/// <summary>One difference between two versions of a schema, of classes or of what GraphQL clients see.</summary>
/// <param name="Kind">In capitals, such as <c>FIELD_REMOVED</c>; stable, for machines.</param>
/// <param name="Path">What it is about: <c>Product</c>, <c>Product.price</c>, <c>Product.find</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record SchemaChangeItem(ChangeSeverity Severity, string Kind, string Path, string Message)
{
    /// <summary>Whether values or objects that are stored go with it.</summary>
    public bool LosesData { get; init; }
}
