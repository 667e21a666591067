using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>A read's statement, its parameters, and how its rows are read.</summary>
internal sealed class CompiledStatement(AuthorizedRead read, string sql, IReadOnlyList<Parameter> parameters, IRowReader rows, bool needsCustomPlan)
    : CompiledRead(read)
{
    public string Sql => sql;

    public IRowReader Rows => rows;

    public bool NeedsCustomPlan => needsCustomPlan;

    /// <summary>Whether clients' regular expressions run in it, so that it may take only a short time.</summary>
    public bool RunsExpressions { get; init; }

    /// <summary>Whether two columns in front of the rows tell what is around the page.</summary>
    public bool HasNeighbours { get; init; }

    public NpgsqlBatchCommand Bind(ReadContext context)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = parameter.Type, Value = parameter.Value(context) });
        return command;
    }
}
