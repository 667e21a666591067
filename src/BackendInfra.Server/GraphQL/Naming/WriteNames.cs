namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>The names of what one class has for writing beyond Parse's own.</summary>
internal sealed class WriteNames(string type, Func<string, string> helper)
{
    public string Operations { get; } = helper($"Update{type}OperationsInput");

    public string Increment { get; } = helper($"{type}IncrementInput");

    public string Items { get; } = helper($"{type}ItemsInput");

    public string Unsettable { get; } = helper($"{type}UnsettableField");
}
