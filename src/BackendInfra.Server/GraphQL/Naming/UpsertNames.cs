using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>The names of a class's upsert.</summary>
/// <param name="Field">The root field.</param>
internal sealed record UpsertNames(string Field, string Input, string Key, string Payload)
{
    /// <param name="helper">Takes a type's name.</param>
    /// <returns>Null for a class of the server's own, whose objects have rules beside their keys, and where the config limits what is created or updated.</returns>
    public static UpsertNames? Of(ClassSchema schema, string type, GraphQLClassConfig config, Func<string, string> helper) =>
        schema.Name.StartsWith('_') || config is not { Create: true, Update: true, CreateFields: null, UpdateFields: null }
            ? null
            : new UpsertNames("upsert" + type, helper($"Upsert{type}Input"), helper(type + "KeyInput"), helper($"Upsert{type}Payload"));
}
