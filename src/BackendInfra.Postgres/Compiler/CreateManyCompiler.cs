using System.Collections.Immutable;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Creates of many objects as one statement by <c>unnest</c>: its text is the same for any number of them.</summary>
internal static class CreateManyCompiler
{
    /// <param name="writes">Of one class, and by one caller; none sets internal columns.</param>
    public static SqlText Compile(Statement statement, SchemaSnapshot snapshot, IReadOnlyList<AuthorizedWrite> writes, Alias row, SqlText returned)
    {
        var schema = writes[0].Class;
        var now = statement.Add(new ValueParameter(NpgsqlDbType.TimestampTz, writes[0].Now.UtcDateTime));
        var ids = statement.Add([.. writes.Select(write => write.Plan.ObjectId!)]);
        var reads = Json(statement, writes.Select(write => Subjects(write.Plan.Acl?.Read)));
        var permitted = Json(statement, writes.Select(write => Subjects(write.Plan.Acl?.Write)));
        var data = Json(statement, writes.Select(write => WriteCompiler.Data(write.Plan.Changes)));
        var insert = SqlText.Of($"INSERT INTO {Identifier.Table(snapshot, schema)} AS {row} (\"objectId\", \"createdAt\", \"updatedAt\", _rperm, _wperm, data) SELECT n.id, {now}, {now}, {Column("r")}, {Column("w")}, n.data FROM unnest({ids}, {reads}, {permitted}, {data}) n(id, r, w, data) RETURNING {returned}");
        var joins = schema.CustomFields.Where(field => field.Type == FieldType.Relation)
            .Select(relation => (relation, Members: Members(writes, relation).ToArray()))
            .Where(join => join.Members.Length > 0)
            .Select((join, i) => SqlText.Of($", {new Alias('j', i)} AS (INSERT INTO {Identifier.JoinTable(snapshot, schema, join.relation)} (\"owningId\", \"relatedId\") SELECT m.owner, m.related FROM unnest({statement.Add([.. join.Members.Select(member => member.Owner)])}, {statement.Add([.. join.Members.Select(member => member.Related)])}) m(owner, related))"))
            .ToArray();
        return joins.Length == 0 ? insert : SqlText.Of($"WITH o AS ({insert}){SqlText.Join("", joins)} SELECT * FROM o");
    }

    private static SqlText Column(string name) => name == "r"
        ? SqlText.Of($"CASE WHEN n.r IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(n.r)) END")
        : SqlText.Of($"CASE WHEN n.w IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(n.w)) END");

    private static IEnumerable<(string Owner, string Related)> Members(IReadOnlyList<AuthorizedWrite> writes, FieldDefinition relation) =>
        from write in writes
        from change in write.Plan.Changes
        where change.Field == relation.Name && change.Operation is RelationOperation
        let operation = (RelationOperation)change.Operation
        from related in operation.Add.Except(operation.Remove)
        select (write.Plan.ObjectId!, related);

    private static SqlText Json(Statement statement, IEnumerable<string?> texts) =>
        statement.Add(new ValueParameter(NpgsqlDbType.Array | NpgsqlDbType.Jsonb, texts.ToArray()));

    private static string? Subjects(IEnumerable<string>? subjects) =>
        subjects is null ? null : ParseJsonText.Wire(new ArrayValue([.. subjects.Select(subject => new StringValue(subject))]));
}
