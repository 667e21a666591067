using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser.AST;
using FieldType = BackendInfra.Core.Schema.FieldType;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Plans aggregates and groups of a connection's objects.</summary>
/// <param name="limits">What the caller may ask for; null for the master key.</param>
internal sealed class SummaryPlanner(AppSchema schema, FieldCollector collector, InputScope scope, SelectionPlanner objects, AppOptions options, RequestLimits? limits)
{
    public AggregatePart Aggregate(string key, ClassTypes types, IReadOnlyList<GraphQLField> fields) =>
        new(key, Nodes(types, types.Aggregates.All, fields, null));

    /// <param name="definitions">The arguments of the field.</param>
    /// <exception cref="ParseException">102 what groups cannot be made by, or a key that is none.</exception>
    public GroupsPart Groups(string key, ClassTypes types, IReadOnlyList<GraphQLField> fields, QueryArguments definitions)
    {
        var grouping = new GroupingReader(scope, options, limits).Read(types.Class, FieldArguments.Read(definitions, fields[0]));
        return new GroupsPart(key, grouping, [.. collector.Collect(types.Aggregates.Groups, fields).Select(entry => Member(types, entry.Key, entry.Value, grouping))]);
    }

    private GroupsMember Member(ClassTypes types, string key, List<GraphQLField> fields, Grouping grouping) => fields[0].Name.StringValue switch
    {
        "groups" => new GroupsListMember(key, Nodes(types, types.Aggregates.Group, fields, grouping)),
        "count" => new GroupsCountMember(key),
        _ => new ConstantGroupsMember(key, SelectionPlanner.TypeName(types.Aggregates.Groups)),
    };

    private ImmutableArray<SummaryNode> Nodes(ClassTypes types, ObjectGraphType type, IReadOnlyList<GraphQLField> fields, Grouping? grouping) =>
        Collect(type, fields, (key, name, asked) => name switch
        {
            "count" => new AggregateNode(key, FieldAggregate.Count),
            "key" => new SummaryObjectNode(key, Keys(types, asked, grouping!)),
            _ => new SummaryObjectNode(key, Values(types, name, asked)),
        });

    private ImmutableArray<SummaryNode> Values(ClassTypes types, string function, IReadOnlyList<GraphQLField> fields)
    {
        var own = types.Aggregates;
        var type = function switch
        {
            "countDistinct" => own.Counts,
            "min" or "max" => own.Values,
            _ => own.Numbers,
        };
        return Collect(type, fields, (key, name, _) => new AggregateNode(key, new FieldAggregate(AggregateFields.Functions[function], types.Class.Find(name))));
    }

    private ImmutableArray<SummaryNode> Keys(ClassTypes types, IReadOnlyList<GraphQLField> fields, Grouping grouping) =>
        Collect(types.Aggregates.GroupKey, fields, (key, name, asked) =>
        {
            var group = grouping.Keys.FirstOrDefault(of => of.Field.Name == name) ?? throw Refusals.InvalidQuery($"The groups are not made by {name}, so it cannot be told of them: name it in by.");
            return group.Field.Type == FieldType.Pointer && schema.Classes.TryGetValue(group.Field.TargetClass!, out var target)
                ? new GroupPointerNode(key, group, Pointer(target, asked, group))
                : new GroupKeyNode(key, group);
        });

    private ImmutableArray<SummaryNode> Pointer(ClassTypes target, IReadOnlyList<GraphQLField> fields, GroupKey group) =>
        Collect(target.Aggregates.GroupPointer, fields, (key, name, asked) => name switch
        {
            "object" => new GroupObjectNode(key, group, target.Class, objects.Object(target, asked)),
            _ => new GroupPointerIdNode(key, group, IsGlobal: name == "id"),
        });

    private ImmutableArray<SummaryNode> Collect(ObjectGraphType type, IReadOnlyList<GraphQLField> fields, Func<string, string, List<GraphQLField>, SummaryNode> node) =>
    [
        .. collector.Collect(type, fields).Select(entry => entry.Value[0].Name.StringValue is var name and not "__typename"
            ? node(entry.Key, name, entry.Value)
            : new ConstantSummaryNode(entry.Key, SelectionPlanner.TypeName(type))),
    ];
}
