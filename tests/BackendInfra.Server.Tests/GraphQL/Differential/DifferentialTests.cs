using System.Text.Json.Nodes;
using BackendInfra.Server.Tests.GraphQL.Cases;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Differential;

/// <summary>The same questions over REST and GraphQL: every kind of caller gets the same objects, values, numbers and refusals.</summary>
public sealed class DifferentialTests(CaseServer server) : IClassFixture<CaseServer>
{
    private const int QuestionsPerSeed = 60;

    private static readonly string[] Callers = [CaseApp.Anonymous, "alice", "bob", CaseApp.Maintenance, CaseApp.ReadOnlyMaster, CaseApp.Master];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Both_front_ends_answer_alike(int seed)
    {
        var app = await server.AppAsync(writes: false);
        var questions = new Questions(seed);
        var (answered, refused, objects) = (0, 0, 0);
        for (var i = 0; i < QuestionsPerSeed; i++)
        {
            var question = questions.Next();
            foreach (var caller in Callers)
            {
                var rest = await OverRestAsync(app, caller, question);
                var graph = await OverGraphAsync(app, caller, question);
                Assert.True(rest == graph, $"seed {seed}, {caller}: {question}\n{question.GraphArguments}\nREST:    {rest}\nGraphQL: {graph}");
                if (rest.Code is null)
                    (answered, objects) = (answered + 1, objects + rest.Count);
                else
                    refused++;
            }
        }

        // The questions are worth asking: many are answered with objects, and some are refused.
        Assert.True(answered > QuestionsPerSeed && refused > 10 && objects > QuestionsPerSeed, $"{answered} answered, {refused} refused, {objects} objects");
    }

    [Fact]
    public async Task Both_get_the_same_objects_and_values()
    {
        var app = await server.AppAsync(writes: false);
        foreach (var asked in AskedClass.All)
        {
            var question = new Question(asked.Name, asked.Find, "{}", "{}", "objectId", false, 100, 0);
            foreach (var caller in Callers)
            {
                var rest = await OverRestAsync(app, caller, question);
                Assert.Equal(rest, await OverGraphAsync(app, caller, question));
            }
        }
    }

    private static async Task<Outcome> OverRestAsync(CaseApp app, string caller, Question question)
    {
        var asked = AskedClass.Of(question.ClassName);
        var parameters = new List<(string, string)>
        {
            ("where", question.RestWhere), ("limit", $"{question.Limit}"), ("skip", $"{question.Skip}"), ("count", "1"),
            ("include", string.Join(',', asked.Fields.Where(field => field.Type.StartsWith("Pointer", StringComparison.Ordinal)).Select(field => field.Name))),
        };
        if (question.OrderField is not null)
            parameters.Add(("order", question.RestOrder));
        var answer = await app.RestAsync(caller, $"/parse/classes/{question.ClassName}", [.. parameters.Where(parameter => parameter.Item2 != "")]);
        return answer["code"] is { } code
            ? Outcome.Refused(code.ToString())
            : Outcome.Answered(answer["count"]!.GetValue<int>(), answer["results"]!.AsArray().Select(row => Values(asked, row!.AsObject(), Plain)));
    }

    private static async Task<Outcome> OverGraphAsync(CaseApp app, string caller, Question question)
    {
        var asked = AskedClass.Of(question.ClassName);
        var answer = await app.AskAsync(caller, $$"""{ {{question.Find}}{{question.GraphArguments}} { count edges { node { objectId {{string.Join(' ', asked.Fields.Select(Selected))}} } } } }""", null);
        var page = answer["data"]?[question.Find];

        // An included class that is closed refuses the whole of a REST request; here it is null with an error at its place.
        return page is null || answer["errors"] is not null
            ? Outcome.Refused(answer["errors"]![0]!["extensions"]!["code"]!.ToString())
            : Outcome.Answered(page["count"]!.GetValue<int>(), page["edges"]!.AsArray().Select(edge => Values(asked, edge!["node"]!.AsObject(), OfGraph)));
    }

    private static string Selected((string Name, string Type) field) => field.Type.Split(' ')[0] switch
    {
        "Pointer" => $"{field.Name} {{ objectId }}",
        "Relation" => "",
        "GeoPoint" => $"{field.Name} {{ latitude longitude }}",
        "Array" => $"{field.Name} {{ ... on Element {{ value }} }}",
        _ => field.Name,
    };

    private static string Values(AskedClass asked, JsonObject row, Func<string, JsonNode?, JsonNode?> plain) =>
        string.Join(' ', asked.Fields.Where(field => !field.Type.StartsWith("Relation", StringComparison.Ordinal))
            .Select(field => $"{field.Name}={plain(field.Type.Split(' ')[0], row[field.Name])?.ToJsonString() ?? "null"}")
            .Prepend(row["objectId"]!.ToString()));

    /// <summary>A value of REST in the form that GraphQL gives it.</summary>
    private static JsonNode? Plain(string type, JsonNode? value) => (type, value) switch
    {
        (_, null) => null,
        ("Date", _) => value["iso"]!.DeepClone(),
        ("Bytes", _) => value["base64"]!.DeepClone(),
        // Included objects only: what cannot be read is no object.
        ("Pointer", _) => value["__type"]!.ToString() == "Object" ? value["objectId"]!.DeepClone() : null,
        ("GeoPoint", _) => new JsonArray(value["latitude"]!.DeepClone(), value["longitude"]!.DeepClone()),
        _ => value,
    };

    private static JsonNode? OfGraph(string type, JsonNode? value) => (type, value) switch
    {
        (_, null) => null,
        ("Pointer", _) => value["objectId"]!.DeepClone(),
        ("GeoPoint", _) => new JsonArray(value["latitude"]!.DeepClone(), value["longitude"]!.DeepClone()),
        ("Array", JsonArray elements) => new JsonArray([.. elements.Select(element => element!["value"]?.DeepClone())]),
        _ => value,
    };

    /// <param name="Code">Of the refusal; null for an answer.</param>
    /// <param name="Objects">Ids and values in their order.</param>
    private sealed record Outcome(string? Code, int Total, int Count, string Objects)
    {
        public static Outcome Refused(string code) => new(code, 0, 0, "");

        public static Outcome Answered(int total, IEnumerable<string> rows)
        {
            var objects = rows.ToArray();
            return new Outcome(null, total, objects.Length, string.Join('\n', objects));
        }
    }
}
