using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>The parameters of a read (reference §4), each checked by itself.</summary>
internal sealed record QueryOptions
{
    public JsonElement? Where { get; private init; }

    public int? Limit { get; private init; }

    public int? Skip { get; private init; }

    public IReadOnlyList<string> Order { get; private init; } = [];

    public bool Count { get; private init; }

    /// <summary>Null sends all fields.</summary>
    public IReadOnlyList<string>? Keys { get; private init; }

    public IReadOnlyList<string> ExcludeKeys { get; private init; } = [];

    public IReadOnlyList<string> Include { get; private init; } = [];

    public bool IncludeAll { get; private init; }

    /// <summary>Whether the database's plan is wanted in place of the objects.</summary>
    public bool Explain { get; private init; }

    /// <summary>The Pointer or Relation whose class is queried in place of the class itself.</summary>
    public string? RedirectKey { get; private init; }

    /// <summary>Reads the parameters of a query.</summary>
    /// <exception cref="ParseException">102 unknown or malformed, 107 a where that is no JSON.</exception>
    public static QueryOptions ForFind(RestParameters parameters, Principal principal)
    {
        var options = new QueryOptions();
        foreach (var parameter in parameters)
        {
            options = parameter.Name switch
            {
                "where" => options with { Where = parameter.Object() },
                "limit" => options with { Limit = parameter.WholeNumber() },
                "skip" => options with { Skip = parameter.WholeNumber() },
                "order" => options with { Order = parameter.Names() },
                "count" => options with { Count = parameter.Flag() },
                "includeAll" => options with { IncludeAll = parameter.Flag() },
                "explain" => principal.IsUnrestricted ? options with { Explain = !parameter.IsOff } : throw Refusals.InvalidQuery("Using the explain query parameter requires the master key"),
                "hint" or "comment" => options,
                "redirectClassNameForKey" => options with { RedirectKey = parameter.Names() is [var key, ..] ? key : null },
                _ => options.WithObjectOption(parameter) ?? throw Refusals.InvalidQuery($"Invalid parameter for query: {Excerpt.Of(parameter.Name)}"),
            };
        }

        return options;
    }

    /// <summary>Reads the parameters of reading one object by its id.</summary>
    /// <exception cref="ParseException">102 unknown or malformed.</exception>
    public static QueryOptions ForGet(RestParameters parameters)
    {
        var options = new QueryOptions();
        foreach (var parameter in parameters)
            options = options.WithObjectOption(parameter) ?? throw Refusals.InvalidQuery("Improper encode of parameter");
        return options;
    }

    /// <summary>These options with one that a <c>beforeFind</c> has set; null for one that it cannot set.</summary>
    /// <exception cref="ParseException">102, 107 malformed.</exception>
    public QueryOptions? With(RestParameter parameter) => parameter.Name switch
    {
        "where" => this with { Where = parameter.Object() },
        "limit" => this with { Limit = parameter.WholeNumber() },
        "skip" => this with { Skip = parameter.WholeNumber() },
        "order" => this with { Order = parameter.Names() },
        "className" or "count" or "hint" or "comment" => this,
        _ => WithObjectOption(parameter),
    };

    /// <summary>The options that both reads have; null for any other.</summary>
    private QueryOptions? WithObjectOption(RestParameter parameter) => parameter.Name switch
    {
        "keys" => this with { Keys = parameter.Names() is { Count: > 0 } keys ? keys : null },
        "excludeKeys" => this with { ExcludeKeys = parameter.Names() },
        "include" => this with { Include = parameter.Names() },

        // There is one database; where replicas serve reads is the operator's choice.
        "readPreference" or "includeReadPreference" or "subqueryReadPreference" => this,
        _ => null,
    };
}
