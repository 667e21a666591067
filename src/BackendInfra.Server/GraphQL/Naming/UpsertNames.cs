namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>The names of a class's upsert.</summary>
/// <param name="Field">The root field.</param>
internal sealed record UpsertNames(string Field, string Input, string Key, string Payload)
{
    /// <param name="root">Takes a root field's name; null where another was first.</param>
    /// <param name="helper">Takes a type's name.</param>
    public static UpsertNames? Of(string type, Func<string, string?> root, Func<string, string> helper) => root("upsert" + type) is { } field
        ? new UpsertNames(field, helper($"Upsert{type}Input"), helper(type + "KeyInput"), helper($"Upsert{type}Payload"))
        : null;
}
