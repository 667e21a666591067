namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>A root field of the app's own schema.</summary>
/// <param name="function">The function that answers it; null where the answer is a constant.</param>
internal sealed class CustomField(string? function) : global::GraphQL.Types.FieldType
{
    public string? Function { get; } = function;
}
