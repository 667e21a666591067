using System.Text.Json.Nodes;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>What the tests of the matrix have in common: questions, and answers in the oracle's form.</summary>
public abstract class MatrixTest(MatrixServer server)
{
    private readonly List<string> _mistakes = [];

    protected MatrixServer Server { get; } = server;

    public static TheoryData<string> Operations => [.. Mechanism.OfOperations.Select(mechanism => mechanism.Name)];

    public static TheoryData<string> Fields => [.. Mechanism.OfFields.Select(mechanism => mechanism.Name)];

    private protected static Mechanism Find(string name) => Mechanism.OfOperations.Concat(Mechanism.OfFields).Single(mechanism => mechanism.Name == name);

    /// <summary>The rows that are worth trying: where the class itself refuses, the row makes no difference.</summary>
    private protected static IEnumerable<MatrixRow> Rows(Mechanism mechanism, string operation, MatrixCaller caller) =>
        Oracle.Refusal(mechanism, operation, caller) is null ? MatrixRow.All : MatrixRow.All.Take(2);

    /// <summary>Notes what was answered otherwise than expected; <see cref="Conclude"/> tells all of it.</summary>
    private protected void Compare(string question, MatrixCaller caller, string? expected, string? answered)
    {
        if (expected != answered)
            _mistakes.Add($"{question} by {caller}: expected {expected ?? "nothing"}, got {answered ?? "nothing"}");
    }

    private protected void Conclude() => Assert.True(_mistakes.Count == 0, $"{_mistakes.Count} mistakes:\n{string.Join('\n', _mistakes.Take(30))}");

    /// <summary>The code of a refusal of the whole request; null for a result.</summary>
    private protected static string? Refusal(Answer answer) =>
        answer.Status < 300 ? null
        : answer.Json.TryGetProperty("code", out var code) ? code.ToString()
        : answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The values of a key in those results that have it, sorted; or the code of the refusal.</summary>
    private protected static string Values(Answer answer, string key) =>
        Refusal(answer) ?? Join(answer.Results.Where(row => row.TryGetProperty(key, out _)).Select(row => row.GetProperty(key).ToString()));

    private protected static string Join(IEnumerable<string> names) => string.Join(',', names.Order(StringComparer.Ordinal));

    /// <summary>One request inside of a batch.</summary>
    private protected async Task<Answer> BatchAsync(MatrixCaller caller, string method, string path, string body, bool together = false)
    {
        var answer = await Server.Of(caller).PostAsync("/parse/batch", $$"""{"requests":[{"method":"{{method}}","path":"{{path}}","body":{{body}} }]{{(together ? ",\"transaction\":true" : "")}} }""");
        if (answer.Json.ValueKind != System.Text.Json.JsonValueKind.Array)
            return answer;
        var item = answer.Json[0];
        return item.TryGetProperty("success", out var success) ? new Answer(200, success.GetRawText(), answer.Headers) : new Answer(400, item.GetProperty("error").GetRawText(), answer.Headers);
    }

    /// <summary>The code of the first error of a GraphQL answer; null without one.</summary>
    private protected static string? Refusal(JsonNode answer) => answer["errors"]?[0]?["extensions"]?["code"]?.ToString();

    private protected static string Field(string className) => char.ToLowerInvariant(className[0]) + className[1..];
}
