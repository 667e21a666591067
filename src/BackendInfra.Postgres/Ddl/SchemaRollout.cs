using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using App = BackendInfra.Core.Apps.App;

namespace BackendInfra.Postgres.Ddl;

/// <summary>Brings an app's classes to what files define, in an open transaction: first everything that stands in the way, then all statements or none.</summary>
internal static class SchemaRollout
{
    /// <exception cref="ParseException">The edit's own refusals; 255 with all obstacles, unless it is a dry run.</exception>
    public static async Task<SchemaDeployment> RunAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, App app, Func<SchemaSnapshot, SchemaSnapshot> edit, SchemaDeploymentOptions options, CancellationToken cancellationToken)
    {
        await SchemaChange.LockAsync(connection, app, cancellationToken);
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
        await catalog.Database.UseTransactionAsync(transaction, cancellationToken);

        var before = await SchemaRegistry.LoadAsync(catalog, app, cancellationToken);
        var after = edit(before);
        if (ReferenceEquals(before, after))
            return new SchemaDeployment(before, before, [], []);

        if (!options.DryRun)
        {
            await TableLocks.TakeAsync(connection, transaction, SchemaDifference.Tables(before, after), cancellationToken);
            await LockDroppedAsync(connection, before, after, cancellationToken);
        }

        (after, var obstacles) = await SchemaObstacles.FindAsync(connection, before, after, options, cancellationToken);
        var statements = SchemaDifference.Statements(before, after, options.FillDefaults).Select(sql => sql.Text).ToArray();
        if (options.DryRun)
            return new SchemaDeployment(before, after, [.. statements], [.. obstacles]);
        if (obstacles.Count > 0)
            throw new ParseException(ErrorCode.InvalidSchemaOperation, string.Join('\n', obstacles));

        foreach (var sql in SchemaDifference.Statements(before, after, options.FillDefaults))
        {
            options.Running?.Invoke(sql.Text);
            await SchemaChange.ExecuteAsync(connection, sql, cancellationToken);
        }

        return new SchemaDeployment(before, await SchemaChange.RecordAsync(connection, catalog, app, before, after, cancellationToken), [.. statements], []);
    }

    /// <summary>Nobody adds objects to a class between the look whether it has any, and its end.</summary>
    private static async Task LockDroppedAsync(NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        foreach (var schema in before.Classes.Where(schema => after.Find(schema.Name) is null))
            await SchemaChange.ExecuteAsync(connection, SqlText.Of($"LOCK TABLE {Identifier.Table(before, schema)} IN ACCESS EXCLUSIVE MODE"), cancellationToken);
    }
}
