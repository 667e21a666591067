using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary>The classes that every app has from its first moment.</summary>
public static class SystemClasses
{
    private static readonly HashSet<string> MasterOnly = new(StringComparer.Ordinal)
    {
        "_JobStatus", "_PushStatus", "_Hooks", "_GlobalConfig", "_JobSchedule", "_Idempotency", "_GraphQLConfig", "_Audience",
    };

    public static IEnumerable<ClassSchema> All => [UserClass.Schema, RoleClass.Schema, SessionClass.Schema, InstallationClass.Schema];

    /// <summary>The columns of a class's table that are no fields.</summary>
    public static IReadOnlyList<InternalColumn> ColumnsOf(string className) => className switch
    {
        UserClass.Name => UserClass.InternalColumns,
        SessionClass.Name => [SessionClass.TokenHash],
        _ => [],
    };

    /// <summary>Adds what an app's classes lack of these, and changes nothing else; gives back its argument when it has all.</summary>
    public static SchemaSnapshot EnsureIn(SchemaSnapshot snapshot)
    {
        foreach (var wanted in All)
            snapshot = Ensure(snapshot, wanted);
        return snapshot;
    }

    /// <summary>Adds a class, or what it lacks of fields.</summary>
    internal static SchemaSnapshot Ensure(SchemaSnapshot snapshot, ClassSchema wanted)
    {
        var schema = snapshot.Find(wanted.Name);
        if (schema is null)
            return snapshot.With(wanted);
        var missing = wanted.Fields.Values.Where(field => schema.Find(field.Name) is null).ToArray();
        return missing.Length == 0 ? snapshot : snapshot.With(missing.Aggregate(schema, (current, field) => current.With(field)));
    }

    /// <summary>Whether the server itself relies on a field, so that nobody can delete it.</summary>
    public static bool Owns(string className, string field) =>
        All.Append(JobStatusClass.Schema).Append(JobScheduleClass.Schema).FirstOrDefault(schema => schema.Name == className)?.Find(field) is not null;

    /// <summary>Whether no class-level permission can open the class to clients (rule 10).</summary>
    public static bool IsMasterOnly(string className) => MasterOnly.Contains(className);

    internal static ClassSchema Define(string name, params FieldDefinition[] fields) =>
        fields.Aggregate(new ClassSchema(name) { Permissions = ClassLevelPermissions.Public }, (schema, field) => schema.With(field));
}
