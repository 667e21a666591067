using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>A statement of a write, or one about the row that it is about, with the values of its parameters.</summary>
internal static class WriteCommand
{
    public static NpgsqlCommand Of(NpgsqlConnection connection, SqlText sql, IReadOnlyList<Parameter> parameters, ReadContext context)
    {
        var command = new NpgsqlCommand(sql.Text, connection);
        Bind(command.Parameters, parameters, context);
        return command;
    }

    /// <summary>The same as one of several statements.</summary>
    public static NpgsqlBatchCommand Part(SqlText sql, IReadOnlyList<Parameter> parameters, ReadContext context)
    {
        var command = new NpgsqlBatchCommand(sql.Text);
        Bind(command.Parameters, parameters, context);
        return command;
    }

    private static void Bind(NpgsqlParameterCollection values, IReadOnlyList<Parameter> parameters, ReadContext context)
    {
        foreach (var parameter in parameters)
            values.Add(new NpgsqlParameter { NpgsqlDbType = parameter.Type, Value = parameter.Value(context) });
    }
}
