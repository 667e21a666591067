using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>
/// Gives each class its GraphQL names (reference §2). A collision never fails the build: the later class is left out
/// with a warning, and a helper that meets a class is renamed, not the class.
/// </summary>
internal static class ClassNaming
{
    /// <summary><c>_User</c> → <c>User</c>, <c>someClass</c> → <c>SomeClass</c>.</summary>
    public static string TypeName(string className)
    {
        var name = className.StartsWith('_') ? className[1..] : className;
        return string.Concat(char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1));
    }

    public static string FieldName(string typeName) =>
        string.Concat(char.ToLowerInvariant(typeName[0]).ToString(), typeName.AsSpan(1));

    /// <summary><c>productCategory</c> → <c>productCategories</c>, <c>person</c> → <c>people</c>, <c>data</c> → <c>data</c>.</summary>
    public static string Plural(string fieldName) => EnglishPlurals.Of(fieldName);

    /// <param name="taken">Names of the types that every schema has.</param>
    /// <param name="config">Which classes and root fields there are; null for all.</param>
    public static IReadOnlyList<ClassNames> Assign(SchemaSnapshot snapshot, IEnumerable<string> taken, Action<string> warn, GraphQLConfig? config = null)
    {
        config ??= GraphQLConfig.None;

        // Users' own classes choose first, so that a system class such as _Product never takes a name away from them.
        var classes = snapshot.Classes.Where(schema => config.Shows(schema.Name)).OrderBy(schema => schema.Name.StartsWith('_') ? 1 : 0).ToArray();
        var types = new HashSet<string>(ReservedNames.Types.Concat(taken), StringComparer.Ordinal);
        var queries = new HashSet<string>(ReservedNames.Queries, StringComparer.Ordinal);
        var mutations = new HashSet<string>(ReservedNames.Mutations, StringComparer.Ordinal);

        var exposed = new List<(ClassSchema Schema, string Type)>();
        foreach (var schema in classes)
        {
            var type = TypeName(schema.Name);
            if (type.EndsWith("Connection", StringComparison.Ordinal) || !types.Add(type))
                warn($"Class {schema.Name} is not in the GraphQL schema: the type name {type} is taken or reserved.");
            else
                exposed.Add((schema, type));
        }

        // Root fields that Parse does not have come last, so that they take no name from a class.
        var names = exposed.Select(item => Name(item.Schema, item.Type, config.Of(item.Schema.Name), types, queries, mutations, warn)).ToArray();
        names = [.. names.Select(item => item.Upsert is { } upsert && Root(item.Class, upsert.Field, mutations, warn) is null ? item with { Upsert = null } : item)];
        names = [.. names.Select(item => !item.Config.Find ? item : item with
        {
            Aggregate = Root(item.Class, item.Plural + "Aggregate", queries, warn),
            GroupBy = Root(item.Class, item.Plural + "GroupBy", queries, warn),
        })];
        return [.. names.Select(item => item with { Writes = new WriteNames(item.Type, item.Config, name => Helper(name, types), name => Root(item.Class, name, mutations, warn)) })];
    }

    private static ClassNames Name(
        ClassSchema schema, string type, GraphQLClassConfig config, HashSet<string> types, HashSet<string> queries, HashSet<string> mutations, Action<string> warn)
    {
        var get = FieldName(type);
        return new ClassNames(schema, type)
        {
            Config = config,
            Get = config.Get ? Root(schema, config.GetAlias ?? get, queries, warn) : null,
            Find = config.Find ? Root(schema, config.FindAlias ?? Plural(get), queries, warn) : null,
            Create = config.Create ? Root(schema, config.CreateAlias ?? "create" + type, mutations, warn) : null,
            Update = config.Update ? Root(schema, config.UpdateAlias ?? "update" + type, mutations, warn) : null,
            Delete = config.Delete ? Root(schema, config.DeleteAlias ?? "delete" + type, mutations, warn) : null,
            Connection = Helper(type + "Connection"),
            Edge = Helper(type + "Edge"),
            Where = Helper(type + "WhereInput"),
            RelationWhere = Helper(type + "RelationWhereInput"),
            CountWhere = Helper(type + "CountWhereInput"),
            Order = Helper(type + "Order"),
            Distinct = Helper(type + "DistinctField"),
            OrderBy = Helper(type + "OrderByInput"),
            CreateFields = Helper($"Create{type}FieldsInput"),
            UpdateFields = Helper($"Update{type}FieldsInput"),
            Pointer = Helper(type + "PointerInput"),
            Relation = Helper(type + "RelationInput"),
            RelationUpdate = Helper(type + "RelationUpdateInput"),
            Upsert = UpsertNames.Of(schema, type, config, Helper),
            CreateInput = Helper($"Create{type}Input"),
            CreatePayload = Helper($"Create{type}Payload"),
            UpdateInput = Helper($"Update{type}Input"),
            UpdatePayload = Helper($"Update{type}Payload"),
            DeleteInput = Helper($"Delete{type}Input"),
            DeletePayload = Helper($"Delete{type}Payload"),
            Aggregates = new AggregateNames(type, Helper),
        };

        string Helper(string name) => ClassNaming.Helper(name, types);
    }

    private static string? Root(ClassSchema schema, string name, HashSet<string> used, Action<string> warn)
    {
        if (used.Add(name))
            return name;
        warn($"Class {schema.Name} has no root field {name}: the name is taken or reserved.");
        return null;
    }

    private static string Helper(string name, HashSet<string> types)
    {
        while (!types.Add(name))
            name += "_";
        return name;
    }
}
