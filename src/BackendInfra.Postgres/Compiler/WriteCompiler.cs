using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>An authorized write as one statement: row, operations and relations' members together, so it is atomic by itself.</summary>
internal sealed class WriteCompiler
{
    private readonly Statement _statement = new();
    private readonly SchemaSnapshot _snapshot;
    private readonly AuthorizedWrite _write;

    private WriteCompiler(SchemaSnapshot snapshot, AuthorizedWrite write)
    {
        _snapshot = snapshot;
        _write = write;
    }

    /// <summary>The written row, where a condition must name it.</summary>
    private static readonly Alias Row = new('t', 0);

    private Identifier Table => Identifier.Table(_snapshot, _write.Class);

    /// <summary>The reads of the answer that the write's own statement returns.</summary>
    private IReadOnlyList<CompiledRead> Told => WrittenRows.AreToldBy(_write) ? _write.Plan.Answer!.Reads : [];

    private SqlText Target => _write.Writable == Filter.All && _write.Readable == RowAccess.All && Told.Count == 0 ? SqlText.Of($"{Table}") : SqlText.Of($"{Table} {Row}");

    /// <summary>
    /// A statement that returns objectId, createdAt, updatedAt, the values of <see cref="AuthorizedWrite.Returning"/> and the
    /// texts of <see cref="WrittenRows"/>, or no row.
    /// </summary>
    public static (SqlText Sql, IReadOnlyList<Parameter> Parameters) Compile(SchemaSnapshot snapshot, AuthorizedWrite write)
    {
        var compiler = new WriteCompiler(snapshot, write);
        var sql = write.Plan.Kind switch
        {
            WriteKind.Create => compiler.Create(),
            WriteKind.Update => compiler.Update(),
            _ => compiler.Delete(),
        };
        return (sql, compiler._statement.Parameters);
    }

    /// <summary>A statement that returns the whole row that an update or a delete would reach, or none: with that write's own condition.</summary>
    /// <param name="locks">Whether the row is held until the transaction ends.</param>
    public static (SqlText Sql, IReadOnlyList<Parameter> Parameters) CompileOriginal(SchemaSnapshot snapshot, AuthorizedWrite write, bool locks = false)
    {
        var compiler = new WriteCompiler(snapshot, write);
        var sql = SqlText.Of($"SELECT \"objectId\", \"createdAt\", \"updatedAt\", _rperm, _wperm, data::text FROM {compiler.Target} WHERE {compiler.Writable()}{(locks ? SqlText.Of($" FOR UPDATE") : SqlText.Empty)}");
        return (sql, compiler._statement.Parameters);
    }

    /// <summary>As <see cref="Compile"/>, of many creates of one class; it returns one row for each.</summary>
    public static (SqlText Sql, IReadOnlyList<Parameter> Parameters) CompileMany(SchemaSnapshot snapshot, IReadOnlyList<AuthorizedWrite> writes)
    {
        var compiler = new WriteCompiler(snapshot, writes[0]);
        var sql = CreateManyCompiler.Compile(compiler._statement, snapshot, writes, Row, compiler.Returned());
        return (sql, compiler._statement.Parameters);
    }

    /// <summary>A statement that locks the objects of an update or a delete of many and returns objectId and updatedAt of each.</summary>
    public static (SqlText Sql, IReadOnlyList<Parameter> Parameters) CompileLock(SchemaSnapshot snapshot, AuthorizedWrite write)
    {
        var compiler = new WriteCompiler(snapshot, write);
        var limit = write.Plan.Targets is { Where: not null } targets ? SqlText.Of($" LIMIT {targets.Limit + 1}") : SqlText.Empty;
        var sql = SqlText.Of($"SELECT {Row}.\"objectId\", {Row}.\"updatedAt\" FROM {compiler.Table} {Row} WHERE {compiler.Writable()} ORDER BY {Row}.\"objectId\"{limit} FOR UPDATE OF {Row}");
        return (sql, compiler._statement.Parameters);
    }

    private SqlText Create()
    {
        var plan = _write.Plan;
        var now = Now();
        var data = _statement.Add(new ValueParameter(NpgsqlDbType.Jsonb, Data(plan.Changes)));
        var columns = SqlText.Join("", plan.Internal.Select(value => SqlText.Of($", {Identifier.Internal(value.Column)}")));
        var values = SqlText.Join("", plan.Internal.Select(value => SqlText.Of($", {Internal(value)}")));
        var table = Told.Count == 0 ? SqlText.Of($"{Table}") : SqlText.Of($"{Table} AS {Row}");
        return WithRelations(SqlText.Of($"INSERT INTO {table} (\"objectId\", \"createdAt\", \"updatedAt\", _rperm, _wperm, data{columns}) VALUES ({Id()}, {now}, {now}, {Permissions(plan.Acl?.Read)}, {Permissions(plan.Acl?.Write)}, {data}{values}) RETURNING {Returned()}"));
    }

    private SqlText Update()
    {
        var plan = _write.Plan;
        var acl = plan.Acl is not null || plan.ClearsAcl
            ? SqlText.Of($", _rperm = {Permissions(plan.Acl?.Read)}, _wperm = {Permissions(plan.Acl?.Write)}")
            : SqlText.Empty;
        var data = UpdatedData.Compile(_statement, _write.Class, plan.Changes);
        var columns = SqlText.Join("", plan.Internal.Select(value => SqlText.Of($", {Identifier.Internal(value.Column)} = {Internal(value)}")));
        var set = data.IsEmpty ? SqlText.Of($"{acl}{columns}") : SqlText.Of($"{acl}, data = {data}{columns}");
        return WithRelations(SqlText.Of($"UPDATE {Target} SET \"updatedAt\" = {Later()}{set} WHERE {Writable()} RETURNING {Returned()}"));
    }

    private SqlText Delete()
    {
        var sql = SqlText.Of($"DELETE FROM {Target} WHERE {Writable()} RETURNING {Returned()}");
        var joins = _write.Class.CustomFields.Where(field => field.Type == FieldType.Relation).ToArray();
        if (joins.Length == 0 && _write.Plan.Revokes is null)
            return sql;

        // The object's own memberships go with it.
        var cascades = joins.Select((relation, i) =>
            SqlText.Of($", {new Alias('j', i)} AS (DELETE FROM {Identifier.JoinTable(_snapshot, _write.Class, relation)} j USING o WHERE j.\"owningId\" = o.\"objectId\")"));
        return SqlText.Of($"WITH o AS ({sql}){SqlText.Join("", cascades)}{Revocation()} SELECT * FROM o");
    }

    /// <summary>Ends the sessions that end with this write, if it happens at all.</summary>
    private SqlText Revocation()
    {
        if (_write.Plan.Revokes is not { } revokes || _snapshot.Find(SessionClass.Name) is not { } sessions)
            return SqlText.Empty;
        var installation = revokes.InstallationId is { } id
            ? SqlText.Of($" AND s.data->>{Literal.Key(sessions.Find(SessionClass.InstallationId)!)} = {_statement.Add(id)}")
            : SqlText.Empty;
        return SqlText.Of($", revoked AS (DELETE FROM {Identifier.Table(_snapshot, sessions)} s USING o WHERE s.{Identifier.Column(sessions.Find(SessionClass.User)!)} = {_statement.Add(revokes.UserId)} AND s.\"objectId\" <> o.\"objectId\"{installation})");
    }

    private SqlText Internal(InternalValue value) => value.Value switch
    {
        null => SqlText.Of($"NULL"),
        KeptPrevious kept => SqlText.Of($"(array_remove(array_prepend({Identifier.Internal(kept.Column)}, {Identifier.Internal(value.Column)}), NULL))[1:{kept.Count}]"),
        string[] texts => _statement.Add(texts),
        var single => _statement.Add(new ValueParameter(
            value.Column.Type switch
            {
                InternalColumnType.Integer => NpgsqlDbType.Integer,
                InternalColumnType.Timestamp => NpgsqlDbType.TimestampTz,
                _ => NpgsqlDbType.Text,
            },
            single)),
    };

    /// <summary>Adds the changes of join tables as further parts of the statement, which happen only if the row was written.</summary>
    private SqlText WithRelations(SqlText row)
    {
        var parts = new List<SqlText>();
        foreach (var change in _write.Plan.Changes)
        {
            if (change.Operation is not RelationOperation operation || _write.Class.Find(change.Field) is not { } relation)
                continue;

            var table = Identifier.JoinTable(_snapshot, _write.Class, relation);
            var added = operation.Add.Except(operation.Remove).ToArray();
            if (added.Length > 0)
                parts.Add(SqlText.Of($", {new Alias('j', parts.Count)} AS (INSERT INTO {table} (\"owningId\", \"relatedId\") SELECT o.\"objectId\", m.id FROM o, unnest({_statement.Add(added)}) m(id) ON CONFLICT DO NOTHING)"));
            if (operation.RemovesOthers)
                parts.Add(SqlText.Of($", {new Alias('j', parts.Count)} AS (DELETE FROM {table} j USING o WHERE j.\"owningId\" = o.\"objectId\" AND NOT j.\"relatedId\" = ANY({_statement.Add(added)}))"));
            else if (!operation.Remove.IsEmpty)
                parts.Add(SqlText.Of($", {new Alias('j', parts.Count)} AS (DELETE FROM {table} j USING o WHERE j.\"owningId\" = o.\"objectId\" AND j.\"relatedId\" = ANY({_statement.Add([.. operation.Remove])}))"));
        }

        var revocation = Revocation();
        return parts.Count == 0 && revocation.IsEmpty ? row : SqlText.Of($"WITH o AS ({row}){SqlText.Join("", parts)}{revocation} SELECT * FROM o");
    }

    private SqlText Writable()
    {
        var condition = Targeted();
        if (_write.Access != RowAccess.All)
            condition = SqlText.Of($"{condition} AND (_wperm IS NULL OR _wperm && {_statement.Add(_write.Principal.AclSubjects)})");
        if (_write.Readable != RowAccess.All)
            condition = SqlText.Of($"{condition} AND {Scope(_write.Access).Readable(_write.Readable)}");
        if (_write.Plan.IfUpdatedAt is { } known)
            condition = SqlText.Of($"{condition} AND \"updatedAt\" = {_statement.Add(new ValueParameter(NpgsqlDbType.TimestampTz, known.UtcDateTime))}");
        if (_write.Plan.MemberOf is { } member)
            condition = SqlText.Of($"{condition} AND {Has(member)}");
        if (_write.Plan.Condition is { } token)
            condition = SqlText.Of($"{condition} AND {TokenSql.Holds(token.Token, _statement.Add(token.Hash), _statement.Add(new ValueParameter(NpgsqlDbType.TimestampTz, token.Now.UtcDateTime)))}");
        if (_write.Writable != Filter.All)
            condition = SqlText.Of($"{condition} AND {FilterCompiler.Compile(Scope(_write.Access), _write.Writable)}");

        // A delete tells of the object as it was, so only to those who may read it.
        return _write.Plan.Kind != WriteKind.Delete ? condition : Told.Aggregate(condition, (all, read) =>
            read.Read.RootAccess == RowAccess.All && read.Read.Plan.Readable == Filter.All ? all : SqlText.Of($"{all} AND {Scope(read.Read.NestedAccess).Readable(read.Read.RootAccess, read.Read.Plan.Readable)}"));
    }

    /// <summary>Which objects the write is about. Those of a condition must be the caller's to find.</summary>
    private SqlText Targeted() => _write.Plan.Targets switch
    {
        null => SqlText.Of($"\"objectId\" = {Id()}"),
        { Where: { } where } => SqlText.Of($"{Scope(where.NestedAccess).Readable(where.RootAccess, where.Plan.Readable)} AND {FilterCompiler.Compile(Scope(where.NestedAccess), where.Plan.Where)}"),
        var targets => SqlText.Of($"\"objectId\" = ANY({_statement.Add([.. targets.Ids])})"),
    };

    private SqlText Has(RelationMembership member) => _snapshot.Find(member.ClassName) is { } owner && owner.Find(member.Field) is { Type: FieldType.Relation } relation
        ? SqlText.Of($"EXISTS (SELECT FROM {Identifier.JoinTable(_snapshot, owner, relation)} j WHERE j.\"owningId\" = {_statement.Add(member.OwnerId)} AND j.\"relatedId\" = \"objectId\")")
        : SqlText.Of($"false");

    private RowScope Scope(RowAccess nested) => new(_statement, _snapshot, _write.Class, Row, nested);

    private SqlText Returned()
    {
        var values = _write.Returning.Select((field, i) => SqlText.Of($"data->{Literal.Key(field)} AS {new Alias('r', i)}"));
        var texts = Told.Select((read, i) => SqlText.Of($"{GraphCompiler.Object(Scope(read.Read.NestedAccess), (GraphSelection)read.Read.Plan.Selection)} AS {new Alias('a', i)}"));
        return SqlText.Join(", ", [SqlText.Of($"\"objectId\", \"createdAt\", \"updatedAt\""), .. values, .. texts]);
    }

    private SqlText Id() => _statement.Add(_write.Plan.ObjectId!);

    private SqlText Now() => _statement.Add(new ValueParameter(NpgsqlDbType.TimestampTz, _write.Now.UtcDateTime));

    /// <summary>An object's <c>updatedAt</c> grows with each update, also within a millisecond: two versions never share one.</summary>
    private SqlText Later() => SqlText.Of($"greatest({Now()}, \"updatedAt\" + interval '1 ms')");

    /// <summary>A permission column: NULL when the object has no ACL.</summary>
    private SqlText Permissions(IEnumerable<string>? subjects) => subjects is null
        ? SqlText.Of($"NULL")
        : _statement.Add([.. subjects]);

    internal static string Data(ImmutableArray<FieldChange> changes) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        foreach (var change in changes)
        {
            if (change.Operation is not SetOperation set || set.Value is RelationValue)
                continue;
            json.WritePropertyName(change.Field);
            ParseJsonWriter.WriteStored(json, set.Value);
        }

        json.WriteEndObject();
    });
}
