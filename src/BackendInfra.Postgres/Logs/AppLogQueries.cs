using BackendInfra.Core.Logs;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Logs;

/// <summary>Searches of a log as SQL.</summary>
internal static class AppLogQueries
{
    public static NpgsqlCommand Find(Identifier table, AppLogQuery query)
    {
        var command = new NpgsqlCommand();
        List<SqlText> conditions = [];
        Add<short>(query.Level > AppLogLevel.Debug ? (short)query.Level : null, place => SqlText.Of($"level >= {place}"));
        Add(query.From?.UtcDateTime, place => SqlText.Of($"time >= {place}"));
        Add(query.Until?.UtcDateTime, place => SqlText.Of($"time <= {place}"));
        Add(query.After, place => SqlText.Of($"id > {place}"));
        Add(query.Before, place => SqlText.Of($"id < {place}"));
        AddText(query.JobId, place => SqlText.Of($"job_id = {place}"));
        AddText(query.Source, place => SqlText.Of($"starts_with(source, {place})"));
        AddText(query.Text, place => SqlText.Of($"strpos(lower(message), lower({place})) > 0"));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.Limit });
        var where = conditions.Count == 0 ? SqlText.Empty : SqlText.Of($" WHERE {SqlText.Join(" AND ", conditions)}");
        var order = query.Ascending ? SqlText.Of($"id") : SqlText.Of($"id DESC");
        command.CommandText = SqlText.Of($"SELECT id, time, level, source, message, request_id, job_id FROM {table}{where} ORDER BY {order} LIMIT ${command.Parameters.Count}").Text;
        return command;

        void Add<T>(T? value, Func<SqlText, SqlText> condition)
            where T : struct
        {
            if (value is not { } given)
                return;
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = given });
            conditions.Add(condition(SqlText.Of($"${command.Parameters.Count}")));
        }

        void AddText(string? value, Func<SqlText, SqlText> condition)
        {
            if (value is null)
                return;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
            conditions.Add(condition(SqlText.Of($"${command.Parameters.Count}")));
        }
    }
}
