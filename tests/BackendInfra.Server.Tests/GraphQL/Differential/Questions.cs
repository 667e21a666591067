using System.Text.Json;

namespace BackendInfra.Server.Tests.GraphQL.Differential;

/// <summary>Makes questions of a seed: equal seeds ask the same.</summary>
internal sealed class Questions(int seed)
{
    private static readonly (string Graph, string Json)[] Equalities = [("equalTo", "$eq"), ("notEqualTo", "$ne")];
    private static readonly (string Graph, string Json)[] Orders = [("lessThan", "$lt"), ("lessThanOrEqualTo", "$lte"), ("greaterThan", "$gt"), ("greaterThanOrEqualTo", "$gte")];
    private static readonly (string Graph, string Json)[] Lists = [("in", "$in"), ("notIn", "$nin")];
    private static readonly string[] Texts = ["Desk lamp", "Tent", "Lighting", "Travel", "Rome", "Oslo", "Nomad", "Ann", "LMP-1", "s1", "1234", "Small", "", "é\"\\"];
    private static readonly double[] Numbers = [0, 1, 2, 3, 5, 13, 15, 40, 60, 90.5, 120, 150, 230, -1];
    private static readonly string[] Dates = ["2023-01-10T00:00:00.000Z", "2023-03-20T00:00:00.000Z", "2024-01-20T12:30:00.000Z", "2024-05-01T00:00:00.000Z"];
    private static readonly string[] Tags = ["light", "desk", "bag", "walk", "garden", "ghost"];

    private readonly Random _random = new(seed);

    public Question Next()
    {
        var asked = Pick(AskedClass.All);
        var (rest, graph) = Where(asked, 3);
        var sortable = asked.Fields.Where(field => field.Type is "String" or "Number" or "Boolean" or "Date").Select(field => field.Name).Append("createdAt").Append("objectId").ToArray();
        return new Question(asked.Name, asked.Find, rest, graph, _random.Next(3) == 0 ? null : Pick(sortable), _random.Next(2) == 0, Pick<int>([1, 2, 3, 100]), Pick<int>([0, 0, 0, 1, 2]));
    }

    private (string Json, string Graph) Where(AskedClass asked, int depth)
    {
        if (depth > 1 && _random.Next(3) == 0)
        {
            var (graph, rest) = Pick<(string, string)>([("AND", "$and"), ("OR", "$or"), ("NOR", "$nor")]);
            var parts = Enumerable.Range(0, 2).Select(_ => Where(asked, depth - 1)).ToArray();
            return ($$$$"""{"{{{{rest}}}}":[{{{{string.Join(',', parts.Select(part => part.Json))}}}}]}""", $$$$"""{ {{{{graph}}}}: [{{{{string.Join(", ", parts.Select(part => part.Graph))}}}}] }""");
        }

        var (name, type) = Pick(asked.Fields);
        var target = type.Split(' ') is [_, var className] ? AskedClass.Of(className) : null;
        return type.Split(' ')[0] switch
        {
            "String" => Scalar(name, Pick(Texts), [.. Equalities, .. Orders, .. Lists]),
            "Number" => Scalar(name, Pick(Numbers), [.. Equalities, .. Orders, .. Lists]),
            "Boolean" => Scalar(name, _random.Next(2) == 0, Equalities),
            "Date" => Date(name),
            "Array" => Scalar(name, Pick(Tags), [.. Equalities, .. Lists, ("contains", "$all"), ("containedBy", "$containedBy")]),
            "Object" => Nested(name),
            "GeoPoint" => Near(name),
            "Pointer" or "Relation" when depth > 0 => Related(name, target!, depth),
            "Relation" => HasMembers(name, target!),
            _ => Exists(name),
        };
    }

    private (string Json, string Graph) Scalar(string field, object value, (string Graph, string Json)[] operators)
    {
        if (_random.Next(6) == 0)
            return Exists(field);
        var (graph, rest) = Pick(operators);
        var json = JsonSerializer.Serialize(value);
        var operand = rest is "$in" or "$nin" or "$all" or "$containedBy" ? $"[{json}]" : json;
        return ($$$$"""{"{{{{field}}}}":{"{{{{rest}}}}":{{{{operand}}}}}}""", $$$$"""{ {{{{field}}}}: { {{{{graph}}}}: {{{{operand}}}} } }""");
    }

    private (string Json, string Graph) Date(string field)
    {
        var (graph, rest) = Pick<(string, string)>([.. Equalities, .. Orders]);
        var date = Pick(Dates);
        return ($$$$"""{"{{{{field}}}}":{"{{{{rest}}}}":{"__type":"Date","iso":"{{{{date}}}}"}}}""", $$$$"""{ {{{{field}}}}: { {{{{graph}}}}: "{{{{date}}}}" } }""");
    }

    private (string Json, string Graph) Nested(string field)
    {
        var (graph, rest) = Pick<(string, string)>([.. Equalities, .. Orders]);
        var key = Pick<string>(["oslo.count", "rome.count", "monday.open", "ghost.count"]);
        var number = Pick(Numbers);
        return ($$$$"""{"{{{{field}}}}.{{{{key}}}}":{"{{{{rest}}}}":{{{{JsonSerializer.Serialize(number)}}}}}}""", $$$$"""{ {{{{field}}}}: { {{{{graph}}}}: { key: "{{{{key}}}}", value: {{{{JsonSerializer.Serialize(number)}}}} } } }""");
    }

    private (string Json, string Graph) Near(string field)
    {
        var kilometers = Pick<int>([1, 200, 3000]);
        return (
            $$$$"""{"{{{{field}}}}":{"$nearSphere":{"__type":"GeoPoint","latitude":41.9,"longitude":12.5},"$maxDistanceInKilometers":{{{{kilometers}}}}}}""",
            $$$$"""{ {{{{field}}}}: { nearSphere: { latitude: 41.9, longitude: 12.5 }, maxDistanceInKilometers: {{{{kilometers}}}} } }""");
    }

    private (string Json, string Graph) Related(string field, AskedClass target, int depth)
    {
        var (rest, graph) = Where(target, depth - 1);
        var isIn = _random.Next(3) > 0;
        return (
            $$$$"""{"{{{{field}}}}":{"{{{{(isIn ? "$inQuery" : "$notInQuery")}}}}":{"className":"{{{{target.Name}}}}","where":{{{{rest}}}}}}}""",
            $$$$"""{ {{{{field}}}}: { {{{{(isIn ? "have" : "haveNot")}}}}: {{{{graph}}}} } }""");
    }

    private (string Json, string Graph) Exists(string field)
    {
        var exists = _random.Next(2) == 0 ? "true" : "false";
        return ($$$$"""{"{{{{field}}}}":{"$exists":{{{{exists}}}}}}""", $$$$"""{ {{{{field}}}}: { exists: {{{{exists}}}} } }""");
    }

    /// <summary>Whether a relation has members is a sub-query over REST (reference §7).</summary>
    private (string Json, string Graph) HasMembers(string field, AskedClass target)
    {
        const string Anything = """{"objectId":{"$exists":true}}""";
        var exists = _random.Next(2) == 0;
        return (
            $$$$"""{"{{{{field}}}}":{"{{{{(exists ? "$inQuery" : "$notInQuery")}}}}":{"className":"{{{{target.Name}}}}","where":{{{{Anything}}}}}}}""",
            $$$$"""{ {{{{field}}}}: { exists: {{{{(exists ? "true" : "false")}}}} } }""");
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}
