using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>What stands in the way of a deployment of classes: data that would be lost, and objects that the new classes do not fit.</summary>
internal static class SchemaObstacles
{
    private const int NamedObjects = 10;

    /// <returns>The classes as they can be, with pointers of large tables left unindexed; and all obstacles, each with what to do about it.</returns>
    public static async Task<(SchemaSnapshot After, List<string> Obstacles)> FindAsync(
        NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, SchemaDeploymentOptions options, CancellationToken cancellationToken)
    {
        var obstacles = new List<string>();
        if (!options.AllowDataLoss)
            await AddLossesAsync(obstacles, connection, before, after, cancellationToken);
        foreach (var schema in SchemaDifference.Changed(before, after))
        {
            if (before.Find(schema.Name) is { } old)
                await AddMissingValuesAsync(obstacles, connection, before, old, schema, options, cancellationToken);
        }

        if (!options.RewriteLargeTables)
        {
            try
            {
                after = await SchemaChange.WithoutCostlyPromotionsAsync(connection, before, after, cancellationToken);
            }
            catch (ParseException exception)
            {
                obstacles.Add($"{exception.Message} Pass --rewrite-large-tables when that may be.");
            }
        }

        try
        {
            await UniqueIndexes.RequireNoDuplicatesAsync(connection, before, after, cancellationToken);
        }
        catch (ParseException exception)
        {
            obstacles.Add($"{exception.Message} Change or delete all but one of them first.");
        }

        return (after, obstacles);
    }

    private static async Task AddLossesAsync(
        List<string> obstacles, NpgsqlConnection connection, SchemaSnapshot before, SchemaSnapshot after, CancellationToken cancellationToken)
    {
        foreach (var change in ClassDiff.Between(before, after).Where(change => change.LosesData))
        {
            // A class goes without further ado when it is empty: nothing is lost with it.
            if (after.Find(change.Path) is null && before.Find(change.Path) is { } dropped)
            {
                var count = await SchemaChange.CountAsync(connection, SqlText.Of($"SELECT count(*) FROM {Identifier.Table(before, dropped)}"), cancellationToken);
                if (count > 0)
                    obstacles.Add($"{change.Message} It holds {count}. Pass --allow-data-loss when they may go.");
                continue;
            }

            obstacles.Add($"{change.Message} Pass --allow-data-loss when they may go.");
        }
    }

    private static async Task AddMissingValuesAsync(
        List<string> obstacles, NpgsqlConnection connection, SchemaSnapshot before, ClassSchema old, ClassSchema schema, SchemaDeploymentOptions options, CancellationToken cancellationToken)
    {
        foreach (var field in SchemaDifference.NewlyRequired(old, schema))
        {
            if (options.FillDefaults && field.DefaultValue is not null)
                continue;

            // One whose type changes loses its values first.
            var isKept = old.Find(field.Name) is { } existing && existing.Type == field.Type && existing.TargetClass == field.TargetClass;
            var rows = isKept ? SqlText.Of($" WHERE NOT data ? {Literal.Key(field)}") : SqlText.Empty;
            var (count, ids) = await NamedAsync(connection, SqlText.Of($"FROM {Identifier.Table(before, old)}{rows}"), cancellationToken);
            if (count == 0)
                continue;
            var remedy = field.DefaultValue is null
                ? "Give them one first, or give the field a defaultValue and pass --fill-defaults."
                : "Pass --fill-defaults to give them the default value.";
            obstacles.Add($"{schema.Name}.{field.Name} becomes required, but {count} {(count == 1 ? "object has" : "objects have")} no value: {string.Join(", ", ids)}{(count > ids.Count ? ", …" : "")}. {remedy}");
        }
    }

    private static async Task<(long Count, List<string> Ids)> NamedAsync(NpgsqlConnection connection, SqlText rows, CancellationToken cancellationToken)
    {
        var count = await SchemaChange.CountAsync(connection, SqlText.Of($"SELECT count(*) {rows}"), cancellationToken);
        var ids = new List<string>();
        await using var command = new NpgsqlCommand(SqlText.Of($"SELECT \"objectId\" {rows} ORDER BY \"objectId\" LIMIT {NamedObjects}").Text, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0));
        return (count, ids);
    }
}
