using System.Text;
using System.Text.RegularExpressions;

namespace BackendInfra.Tests.Shared;

/// <summary>Statements as goldens show them: lines broken before clauses, the app's random schema named <c>app</c>.</summary>
public static partial class SqlPage
{
    public static string Of(string sql, string databaseSchema) =>
        Clause().Replace(sql.Replace($"\"{databaseSchema}\"", "app", StringComparison.Ordinal), match => "\n" + match.Value.TrimStart());

    public static string Parameters(IEnumerable<object> values)
    {
        var text = new StringBuilder();
        foreach (var (i, value) in values.Index())
            text.Append('$').Append(i + 1).Append(" = ").AppendLine(Of(value));
        return text.ToString();
    }

    private static string Of(object value) => value switch
    {
        Array array => $"[{string.Join(", ", array.Cast<object>().Select(Of))}]",
        DateTime instant => instant.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex(@"(?<!DISTINCT) (?=FROM |WHERE |ORDER BY |LEFT JOIN|CROSS JOIN|RETURNING |VALUES )|(?<=\()(?=SELECT )|(?<=, )(?=j\d+ AS )")]
    private static partial Regex Clause();
}
