using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>What the tables of system classes have beyond those of other classes: internal columns and unique indexes.</summary>
internal static class SystemTables
{
    private const string Prefix = "auto:";

    /// <summary>Definitions of the internal columns, each with a leading comma.</summary>
    public static IEnumerable<SqlText> Columns(ClassSchema schema) =>
        SystemClasses.ColumnsOf(schema.Name).Select(column => SqlText.Of($", {Identifier.Internal(column)} {Type(column)}"));

    /// <summary>Its indexes, and the triggers that keep what is derived from it.</summary>
    public static IEnumerable<SqlText> Indexes(SchemaSnapshot snapshot, ClassSchema schema) =>
        UniqueIndexes(snapshot, schema).Concat(SessionNotices.Create(snapshot, schema)).Concat(ScheduleNotices.Create(snapshot, schema));

    private static IEnumerable<SqlText> UniqueIndexes(SchemaSnapshot snapshot, ClassSchema schema) => schema.Name switch
    {
        // Uniqueness is decided by an index, so that two requests at once cannot both win (rule 14).
        UserClass.Name => [Folded(snapshot, schema, UserClass.Username), Folded(snapshot, schema, UserClass.Email), .. AuthIdentities.Create(snapshot, schema)],
        RoleClass.Name => [Unique(snapshot, schema, RoleClass.RoleName, Column(schema, RoleClass.RoleName))],
        SessionClass.Name => [Unique(snapshot, schema, SessionClass.SessionToken, Identifier.Internal(SessionClass.TokenHash))],
        InstallationClass.Name =>
        [
            // Not unique: an app that moves here may bring duplicates, which end one by one.
            SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, Prefix + InstallationClass.InstallationId)} ON {Identifier.Table(snapshot, schema)} (lower({Column(schema, InstallationClass.InstallationId)}))"),
            SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Index(schema, Prefix + InstallationClass.DeviceToken)} ON {Identifier.Table(snapshot, schema)} ({Column(schema, InstallationClass.DeviceToken)})"),
        ],
        _ => [],
    };

    /// <summary>What <see cref="Indexes"/> makes, for apps of earlier versions, filled from the rows that are there. Can be run again without harm.</summary>
    public static IEnumerable<SqlText> Upgrade(SchemaSnapshot snapshot, ClassSchema schema) =>
        Indexes(snapshot, schema).Concat(schema.Name == UserClass.Name ? [AuthIdentities.Fill(snapshot, schema)] : []);

    private static SqlText Unique(SchemaSnapshot snapshot, ClassSchema schema, string name, Identifier column) =>
        SqlText.Of($"CREATE UNIQUE INDEX IF NOT EXISTS {Identifier.Index(schema, Prefix + name)} ON {Identifier.Table(snapshot, schema)} ({column})");

    /// <summary>Unique whatever the case.</summary>
    private static SqlText Folded(SchemaSnapshot snapshot, ClassSchema schema, string field) =>
        SqlText.Of($"CREATE UNIQUE INDEX IF NOT EXISTS {Identifier.Index(schema, Prefix + field)} ON {Identifier.Table(snapshot, schema)} (lower({Column(schema, field)}))");

    private static Identifier Column(ClassSchema schema, string field) => Identifier.Column(schema.Find(field)!);

    public static SqlText Type(InternalColumn column) => column.Type switch
    {
        InternalColumnType.Integer => SqlText.Of($"int"),
        InternalColumnType.Timestamp => SqlText.Of($"timestamptz(3)"),
        InternalColumnType.TextList => SqlText.Of($"text[]"),
        _ => SqlText.Of($"text"),
    };
}
