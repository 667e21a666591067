using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Queries;
using BackendInfra.Server.Rest.Where;

namespace BackendInfra.Server.Rest.Aggregate;

/// <summary><c>GET /aggregate/Class</c>: a pipeline, or the different values of a field. One statement.</summary>
internal static class AggregateRoute
{
    /// <exception cref="ParseException">102, 105, 107: the pipeline is malformed.</exception>
    public static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var principal = request.Caller.Principal;
        var schema = await request.Data.SchemaAsync(cancellationToken);
        var now = request.Data.Services.Time.GetUtcNow();
        var results = new ResultsSink(request.Answer.Body);
        var context = new WhereContext(schema, principal, null, now);
        var stages = new List<(string Name, JsonElement Value)>();
        AggregatePath? distinct = null;
        JsonElement? where = null;
        foreach (var parameter in request.Parameters)
        {
            switch (parameter.Name)
            {
                case "pipeline":
                    stages.AddRange(Pipeline(parameter.Value()));
                    break;
                case "distinct":
                    distinct = ExpressionParser.Path(parameter.Names() is [var name] ? name : throw Refusals.InvalidQuery("distinct names one field."));
                    break;
                case "where":
                    where = parameter.Object();
                    break;
                case "hint" or "comment" or "readPreference" or "explain":
                    break;
                default:
                    stages.Add((parameter.Name, parameter.Value()));
                    break;
            }
        }

        if (stages.Count == 0 && distinct is null)
            throw Refusals.InvalidQuery("An aggregation needs a pipeline or distinct.");

        // Leading conditions are about the objects themselves, whose types are known and whose fields may be indexed.
        var matches = stages.TakeWhile(stage => stage.Name == "$match").Select(stage => stage.Value).ToArray();
        var parsed = new PipelineParser(context, request.Caller.App.Options.Limits.GroupAccumulators).Parse(stages.Skip(matches.Length));
        if (new ReadPlanner(schema, request.Caller, now).FindClass(request.ClassName) is { } of)
        {
            var objects = new WhereParser(context with { Prefix = "" });
            var plan = new ReadPlan(of)
            {
                Where = Filter.And([.. matches.Select(match => (JsonElement?)match).Prepend(where).OfType<JsonElement>().Select(match => objects.Parse(of, match))]),
                Stages = distinct is not null ? parsed.Add(new DistinctStage(distinct)) : parsed.IsEmpty ? [new MatchStage(Filter.All)] : parsed,
            };
            await request.Data.ReadAsync(schema, AccessGate.Authorize(plan, principal), results, cancellationToken);
        }

        results.Complete();
    }

    private static IEnumerable<(string Name, JsonElement Value)> Pipeline(JsonElement pipeline) => pipeline.ValueKind switch
    {
        JsonValueKind.Array => pipeline.EnumerateArray().Select(PipelineParser.Single),
        JsonValueKind.Object => pipeline.EnumerateObject().Select(stage => (ParseJson.ReadName(stage), stage.Value)),
        _ => throw Refusals.InvalidQuery("pipeline must be an array of stages."),
    };
}
