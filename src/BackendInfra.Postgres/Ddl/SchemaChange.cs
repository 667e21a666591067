using System.Globalization;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using App = BackendInfra.Core.Apps.App;

namespace BackendInfra.Postgres.Ddl;

/// <summary>One change of an app's classes inside an open transaction: tables, catalog, version and notification together.</summary>
internal static class SchemaChange
{
    /// <summary>Notified with <c>applicationId:version</c> when a change commits.</summary>
    public const string Channel = "backendinfra_schema";

    /// <summary>Up to this many rows a table is rewritten without asking (design §4).</summary>
    public const int PromotionLimit = 10_000;

    /// <summary>Applies an edit to the newest snapshot, under a lock that only one change of the app holds at a time.</summary>
    public static async Task<SchemaSnapshot> ApplyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, App app, Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken)
    {
        await LockAsync(connection, app, cancellationToken);
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
        await catalog.Database.UseTransactionAsync(transaction, cancellationToken);

        var before = await SchemaRegistry.LoadAsync(catalog, app, cancellationToken);
        var after = edit(before);
        if (ReferenceEquals(before, after))
            return before;

        await TableLocks.TakeAsync(connection, transaction, SchemaDifference.Tables(before, after), cancellationToken);
        after = await WithoutCostlyPromotionsAsync(connection, before, after, cancellationToken);
        await RequireEmptyAsync(connection, before, after, cancellationToken);
        await UniqueIndexes.RequireNoDuplicatesAsync(connection, before, after, cancellationToken);
        foreach (var sql in SchemaDifference.Statements(before, after))
            await ExecuteAsync(connection, sql, cancellationToken);
        return await RecordAsync(connection, catalog, app, before, after, cancellationToken);
    }

    /// <summary>Writes the changed classes into the catalog, under a new version of which other servers are told.</summary>
    public static async Task<SchemaSnapshot> RecordAsync(
        NpgsqlConnection connection, CatalogDbContext catalog, App app, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        var rows = await catalog.Classes.Where(row => row.AppId == app.Id).ToDictionaryAsync(row => row.Name, cancellationToken);
        foreach (var schema in SchemaDifference.Changed(before, after))
        {
            var definition = ClassDefinitionJson.Write(schema);
            if (rows.TryGetValue(schema.Name, out var row))
                row.Definition = definition;
            else
                catalog.Classes.Add(new ClassRow { AppId = app.Id, Name = schema.Name, Definition = definition });
        }

        catalog.Classes.RemoveRange(rows.Values.Where(row => after.Find(row.Name) is null));
        var record = await catalog.Apps.SingleAsync(row => row.Id == app.Id, cancellationToken);
        record.SchemaVersion = before.Version + 1;
        await catalog.SaveChangesAsync(cancellationToken);

        var version = record.SchemaVersion.ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(connection, SqlText.Of($"SELECT pg_notify($1, $2)"), cancellationToken, Channel, $"{app.Id}:{version}");
        return after.At(record.SchemaVersion);
    }

    /// <summary>Waits until no other change of the app's tables is under way; held until the transaction ends.</summary>
    public static Task LockAsync(NpgsqlConnection connection, App app, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, SqlText.Of($"SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"), cancellationToken, "backendinfra:" + app.DatabaseSchema);

    /// <summary>
    /// A pointer of a large table stays unpromoted, which only costs speed; an index on a field of a large table is refused,
    /// since it would hold up every request while the table is rewritten.
    /// </summary>
    public static async Task<SchemaSnapshot> WithoutCostlyPromotionsAsync(
        NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        foreach (var (schema, field) in SchemaDifference.Promotions(before, after).ToArray())
        {
            var counted = SqlText.Of($"SELECT count(*) FROM (SELECT 1 FROM {Identifier.Table(before, schema)} LIMIT {PromotionLimit + 1}) t");
            if (await CountAsync(connection, counted, cancellationToken) <= PromotionLimit)
                continue;

            var current = after.Find(schema.Name)!;
            if (current.Indexes.Any(index => index.Fields.Contains(field.Name)))
            {
                throw new ParseException(
                    ErrorCode.InvalidSchemaOperation,
                    $"Field {field.Name} of {schema.Name} cannot be indexed while the class holds more than {PromotionLimit} objects: the table would be rewritten under a lock.");
            }

            after = after.With(current.With(field with { Promoted = false }));
        }

        return after;
    }

    /// <exception cref="ParseException">255 when a class that is dropped holds objects.</exception>
    private static async Task RequireEmptyAsync(NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        foreach (var schema in before.Classes.Where(c => after.Find(c.Name) is null))
        {
            var table = Identifier.Table(before, schema);
            await ExecuteAsync(connection, SqlText.Of($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"), cancellationToken);
            var count = await CountAsync(connection, SqlText.Of($"SELECT count(*) FROM {table}"), cancellationToken);
            if (count > 0)
                throw new ParseException(ErrorCode.InvalidSchemaOperation, $"Class {schema.Name} is not empty, contains {count} objects, cannot drop schema.");
        }
    }

    public static async Task<long> CountAsync(NpgsqlConnection connection, SqlText sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.Text, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, SqlText sql, CancellationToken cancellationToken, params string[] parameters)
    {
        await using var command = new NpgsqlCommand(sql.Text, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
