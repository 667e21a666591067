using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes read plans of find fields and relations (reference §6).</summary>
internal sealed class ConnectionPlanner
{
    private readonly FieldCollector _collector;
    private readonly InputScope _scope;
    private readonly FilterBuilder _filters;
    private readonly OrderPlanner _orders;
    private readonly IObjectGraphType _pageInfo;
    private readonly AppOptions _options;
    private readonly FindTriggerGuard _findTriggers;
    private readonly SummaryPlanner _summaries;
    private bool _allowsTriggers;
    private bool _nestsTriggers;

    public ConnectionPlanner(AppSchema schema, FieldCollector collector, InputScope scope, AppOptions options, RequestLimits? limits, FindTriggerGuard findTriggers)
    {
        _collector = collector;
        _scope = scope;
        _options = options;
        _findTriggers = findTriggers;
        _filters = new FilterBuilder(schema, scope, limits);
        _orders = new OrderPlanner(schema, scope, limits);
        _pageInfo = (IObjectGraphType)schema.Schema.AllTypes["PageInfo"]!;
        Objects = new SelectionPlanner(schema, collector, scope, (types, fields, related) => Plan(types, fields, related).Plan);
        _summaries = new SummaryPlanner(schema, collector, scope, Objects, options, limits);
    }

    public SelectionPlanner Objects { get; }

    /// <exception cref="Core.Errors.ParseException">102 a bad condition.</exception>
    public Filter Where(ClassTypes types, InputValue where) => _filters.Build(types, where);

    /// <param name="related">The condition that ties a relation's members to the row that owns them.</param>
    /// <exception cref="Core.Errors.ParseException">102 bad paging or condition, 108 a class with find triggers.</exception>
    public (ReadPlan Plan, Paging Paging) Plan(ClassTypes types, IReadOnlyList<GraphQLField> fields, Filter? related)
    {
        var arguments = FieldArguments.Read(types.FindArguments, fields[0]);
        var where = _filters.Build(types, arguments.GetValueOrDefault("where"));
        var search = TextFilter.Of(where);
        var selection = new ConnectionSelection([.. _collector.Collect(types.Connection, fields).Select(entry => Part(types, entry.Key, entry.Value, search))]);
        var paging = Paging.Read(arguments, _scope, _options);
        var returnsRows = selection.Parts.Any(HasRows);
        var plan = new ReadPlan(selection.Summaries.Any() ? _findTriggers.Require(types.Class) : related is null ? types.Class : Related(types.Class))
        {
            Operation = ClassOperation.Find,
            Where = related is null ? where : where is AndFilter { Parts.IsEmpty: true } ? related : Filter.And(related, where),
            Order = _orders.Plan(types, arguments, where),
            DistinctOn = _orders.Distinct(types, arguments),
            ReturnsRows = returnsRows,
            ReturnsTotal = selection.Parts.Any(part => part is CountPart),
            Selection = selection,
        };
        return paging.Apply(plan, _scope);
    }

    /// <summary>Plans a root field. It may be read through decoded objects, and only there relations to classes with find triggers are open.</summary>
    /// <returns>What was planned, and whether it must be read so.</returns>
    public (T Planned, bool Nests) WithTriggers<T>(Func<T> plan)
    {
        (_allowsTriggers, _nestsTriggers) = (true, false);
        try
        {
            var planned = plan();
            return (planned, _nestsTriggers);
        }
        finally
        {
            _allowsTriggers = false;
        }
    }

    /// <exception cref="Core.Errors.ParseException">108 a class with find triggers, where they cannot run.</exception>
    private ClassSchema Related(ClassSchema of)
    {
        if (!_allowsTriggers)
            return _findTriggers.Require(of);
        _nestsTriggers |= _findTriggers.Guards(of);
        return of;
    }

    /// <summary>The plan of a root field that tells of all objects together, and shows none.</summary>
    /// <exception cref="ParseException">102 a bad condition or grouping, 108 a class with find triggers.</exception>
    public ReadPlan Summarize(string key, ClassRootField field, IReadOnlyList<GraphQLField> fields)
    {
        var types = field.Types;
        SummaryPart part = field.Role == ClassRole.Aggregate ? _summaries.Aggregate(key, types, fields) : _summaries.Groups(key, types, fields, field.Arguments!);
        return new ReadPlan(_findTriggers.Require(types.Class))
        {
            Where = _filters.Build(types, FieldArguments.Read(field.Arguments, fields[0]).GetValueOrDefault("where")),
            ReturnsRows = false,
            Selection = new ConnectionSelection([part]),
        };
    }

    private static bool HasRows(ConnectionPart part) =>
        part is EdgesPart or NodesPart || (part is PageInfoPart info && info.Members.Any(member => member.Member != PageInfoMember.TypeName));

    private ConnectionPart Part(ClassTypes types, string key, List<GraphQLField> fields, TextFilter? search) => fields[0].Name.StringValue switch
    {
        "edges" => new EdgesPart(key, [.. _collector.Collect((IObjectGraphType)types.Edge, fields).Select(entry => Edge(types, entry.Key, entry.Value, search))]),
        "pageInfo" => new PageInfoPart(key, [.. _collector.Collect(_pageInfo, fields).Select(entry => PageInfo(entry.Key, entry.Value[0].Name.StringValue))]),
        "nodes" => new NodesPart(new NodePart(key, Objects.Object(types, fields))),
        "count" or "totalCount" => new CountPart(key),
        AggregateTypes.Aggregate => _summaries.Aggregate(key, types, fields),
        AggregateTypes.GroupBy => _summaries.Groups(key, types, fields, types.Connection.Fields.Find(AggregateTypes.GroupBy)!.Arguments!),
        _ => new ConstantPart(key, SelectionPlanner.TypeName(types.Connection)),
    };

    private EdgePart Edge(ClassTypes types, string key, List<GraphQLField> fields, TextFilter? search) => fields[0].Name.StringValue switch
    {
        "node" => new NodePart(key, Objects.Object(types, fields)),
        "cursor" => new CursorPart(key),
        "score" => search is null ? new ConstantEdgePart(key, "null") : new ScorePart(key, search),
        _ => new ConstantEdgePart(key, SelectionPlanner.TypeName(types.Edge)),
    };

    private static PageInfoKey PageInfo(string key, string name) => name switch
    {
        "hasNextPage" => new(key, PageInfoMember.HasNextPage),
        "hasPreviousPage" => new(key, PageInfoMember.HasPreviousPage),
        "startCursor" => new(key, PageInfoMember.StartCursor),
        "endCursor" => new(key, PageInfoMember.EndCursor),
        _ => new(key, PageInfoMember.TypeName, "\"PageInfo\""),
    };
}
