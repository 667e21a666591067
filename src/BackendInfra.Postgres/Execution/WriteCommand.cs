using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>A statement of a write, or one about the row that it is about, with the values of its parameters.</summary>
internal static class WriteCommand
{
    public static NpgsqlCommand Of(NpgsqlConnection connection, SqlText sql, IReadOnlyList<Parameter> parameters, Principal principal)
    {
        var context = ReadContext.For(principal);
        var command = new NpgsqlCommand(sql.Text, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = parameter.Type, Value = parameter.Value(context) });
        return command;
    }
}
