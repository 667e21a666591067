using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Config;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Config;

/// <summary>Config as a table with a row per parameter: a request is one statement, and two requests meet only in the parameters that both change.</summary>
internal sealed class ConfigStore(PostgresDatabase database) : IConfigStore
{
    public async Task<IReadOnlyList<ConfigParameter>> ReadAsync(App app, bool withMasterKeyOnly, string filesUrl, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                SqlText.Of($"SELECT name, value::text, master_key_only FROM {Identifier.Table(app.DatabaseSchema, AppTable.Config)} WHERE $1 OR NOT master_key_only ORDER BY name").Text,
                connection);
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = withMasterKeyOnly });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var parameters = new List<ConfigParameter>();
            while (await reader.ReadAsync(cancellationToken))
                parameters.Add(new ConfigParameter(reader.GetString(0), WithUrls(reader.GetString(1), filesUrl), reader.GetBoolean(2)));
            return parameters;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    public async Task ChangeAsync(App app, ImmutableArray<ConfigChange> changes, CancellationToken cancellationToken)
    {
        if (changes.IsEmpty)
            return;
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var changed = await WriteAsync(connection, app, changes, cancellationToken);
            if (changes.FirstOrDefault(change => change.Operation is not DeleteOperation && !changed.Contains(change.Name)) is { } unfit)
                throw new ParseException(ErrorCode.IncorrectType, $"{unfit.Name}: {(unfit.Operation is IncrementOperation ? "only a Number can be incremented" : "only an Array can be added to or removed from")}.");
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <returns>The parameters that now have a new value; those whose value does not fit the operation are not among them.</returns>
    private static async Task<HashSet<string>> WriteAsync(NpgsqlConnection connection, App app, ImmutableArray<ConfigChange> changes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql(app).Text, connection);
        command.Parameters.Add(Parameter(NpgsqlDbType.Text, changes.Select(change => change.Name)));
        command.Parameters.Add(Parameter(NpgsqlDbType.Text, changes.Select(change => Kind(change.Operation))));
        command.Parameters.Add(Parameter(NpgsqlDbType.Jsonb, changes.Select(change => Operand(change.Operation))));
        command.Parameters.Add(Parameter(NpgsqlDbType.Boolean, changes.Select(change => change.MasterKeyOnly)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            changed.Add(reader.GetString(0));
        return changed;
    }

    /// <remarks>
    /// Sorted by name, so that two requests lock rows in one order. A computed value is built over the row that the conflict
    /// has locked, which is the newest.
    /// </remarks>
    private static SqlText Sql(App app)
    {
        var table = Identifier.Table(app.DatabaseSchema, AppTable.Config);
        var added = SqlText.Of($"(SELECT coalesce(jsonb_agg(i.v ORDER BY i.n), '[]') FROM jsonb_array_elements(o.operand) WITH ORDINALITY i(v, n) WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(c.value) h(v) WHERE h.v = i.v))");
        var remaining = SqlText.Of($"(SELECT coalesce(jsonb_agg(h.v ORDER BY h.n), '[]') FROM jsonb_array_elements(c.value) WITH ORDINALITY h(v, n) WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(o.operand) i(v) WHERE i.v = h.v))");
        var fits = SqlText.Of($"SELECT o.kind = 'set' OR jsonb_typeof(c.value) = CASE o.kind WHEN 'increment' THEN 'number' ELSE 'array' END FROM o WHERE o.name = c.name");
        return SqlText.Of($"WITH o AS MATERIALIZED (SELECT * FROM unnest($1, $2, $3, $4) o(name, kind, operand, master)), gone AS (DELETE FROM {table} c USING o WHERE o.kind = 'delete' AND c.name = o.name) INSERT INTO {table} AS c (name, value, master_key_only) SELECT name, CASE kind WHEN 'remove' THEN '[]' ELSE operand END, master FROM o WHERE kind <> 'delete' ORDER BY name ON CONFLICT (name) DO UPDATE SET master_key_only = excluded.master_key_only, value = (SELECT CASE o.kind WHEN 'set' THEN o.operand WHEN 'increment' THEN to_jsonb((c.value #>> '{{}}')::float8 + (o.operand #>> '{{}}')::float8) WHEN 'add' THEN c.value || o.operand WHEN 'addUnique' THEN c.value || {added} ELSE {remaining} END FROM o WHERE o.name = c.name) WHERE ({fits}) RETURNING c.name");
    }

    private static NpgsqlParameter Parameter<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };

    private static string Kind(FieldOperation operation) => operation switch
    {
        IncrementOperation => "increment",
        AddOperation => "add",
        AddUniqueOperation => "addUnique",
        RemoveOperation => "remove",
        DeleteOperation => "delete",
        _ => "set",
    };

    private static string Operand(FieldOperation operation) => ParseJsonText.Wire(operation switch
    {
        SetOperation set => set.Value,
        IncrementOperation increment => new NumberValue(increment.Amount),
        AddOperation add => new ArrayValue(add.Items),
        AddUniqueOperation add => new ArrayValue([.. add.Items.Distinct()]),
        RemoveOperation remove => new ArrayValue(remove.Items),
        _ => ParseValue.Null,
    });

    private static ReadOnlyMemory<byte> WithUrls(string json, string filesUrl)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        FileUrlWriter.Write(Encoding.UTF8.GetBytes(json), isFile: false, filesUrl, output);
        return output.WrittenMemory;
    }
}
