using System.Globalization;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

/// <summary>A statement that writes values into its text, as typed constants: DDL takes no parameters.</summary>
internal sealed class LiteralStatement : Statement
{
    private static readonly ReadContext Nothing = ReadContext.For(Principal.Master);

    public override SqlText Add(Parameter parameter)
    {
        var value = parameter.Value(Nothing);
        return (parameter.Type & NpgsqlDbType.Array) == 0
            ? Constant(value, parameter.Type)
            : SqlText.Of($"ARRAY[{SqlText.Join(", ", ((Array)value).Cast<object>().Select(item => Constant(item, parameter.Type & ~NpgsqlDbType.Array)))}]");
    }

    private static SqlText Constant(object value, NpgsqlDbType type) => (value, type) switch
    {
        (double number, _) => SqlText.Of($"{Literal.Constant(number.ToString("R", CultureInfo.InvariantCulture))}::float8"),
        (bool flag, _) => flag ? SqlText.Of($"true") : SqlText.Of($"false"),
        (DateTime instant, _) => SqlText.Of($"{Literal.Constant(Core.Values.IsoDate.Format(instant))}::timestamptz"),
        (string text, NpgsqlDbType.Text) => SqlText.Of($"{Literal.Constant(text)}::text"),
        _ => throw new InvalidOperationException($"A condition of an index holds no {type}."),
    };
}
