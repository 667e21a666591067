using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser.AST;
using FieldType = BackendInfra.Core.Schema.FieldType;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes selections of what is asked of objects.</summary>
internal sealed class SelectionPlanner(AppSchema schema, FieldCollector collector, InputScope scope, Func<ClassTypes, IReadOnlyList<GraphQLField>, Filter?, ReadPlan> connection)
{
    public GraphSelection Object(ClassTypes types, IEnumerable<GraphQLSelectionSet?> sets) =>
        new([.. collector.Collect(types.Object, sets).Select(entry => Node(types, entry.Key, entry.Value))]);

    public GraphSelection Object(ClassTypes types, IEnumerable<GraphQLField> parents) =>
        Object(types, parents.Select(parent => parent.SelectionSet));

    public static string TypeName(IGraphType type) => $"\"{type.Name}\"";

    private GraphNode Node(ClassTypes types, string key, List<GraphQLField> fields)
    {
        var name = fields[0].Name.StringValue;
        if (name == "__typename")
            return new ConstantNode(key, TypeName(types.Object));
        if (name == "id")
            return new GlobalIdNode(key);
        var field = types.Class.Find(name)!;
        var nonNull = OutputTypes.IsNonNull(types.Class, field);
        return field.Type switch
        {
            FieldType.Acl => new AclNode(key, [.. collector.Collect(Type("ACL"), fields).Select(entry => AclGroup(entry.Key, entry.Value))]),
            FieldType.File => new PartsNode(key, field, Parts("FileInfo", fields), nonNull),
            FieldType.GeoPoint or FieldType.Polygon => new PartsNode(key, field, Parts("GeoPoint", fields), nonNull),
            FieldType.Array => Array(key, field, fields, nonNull),
            FieldType.Pointer when schema.Classes.TryGetValue(field.TargetClass!, out var target) =>
                new PointerNode(key, field, target.Class, Object(target, fields)),
            FieldType.Relation when schema.Classes.TryGetValue(field.TargetClass!, out var target) =>
                new ConnectionNode(key, connection(target, fields, new RelatedToFilter(types.Class, field, null))),
            _ => new FieldNode(key, field, nonNull),
        };
    }

    private ImmutableArray<PartNode> Parts(string type, IEnumerable<GraphQLField> fields) =>
        [.. collector.Collect(Type(type), fields).Select(entry => entry.Value[0].Name.StringValue switch
        {
            "__typename" => new PartNode(entry.Key, null, TypeName(Type(type))),
            DistanceTypes.FieldName => new PartNode(entry.Key, null) { Distance = Distance(Type(type), entry.Value[0]) },
            var name => new PartNode(entry.Key, name),
        })];

    private PartDistance Distance(IObjectGraphType type, GraphQLField field)
    {
        var arguments = FieldArguments.Read(type.Fields.Find(DistanceTypes.FieldName)!.Arguments, field);
        return new PartDistance(PlaceOperand.Of(arguments["point"], scope), DistanceTypes.PerRadian(scope.Text(arguments.GetValueOrDefault("unit"))));
    }

    private AclGroupNode AclGroup(string key, List<GraphQLField> fields) => fields[0].Name.StringValue switch
    {
        "users" => new(key, Core.Queries.AclGroup.Users, AclMembers("UserACL", fields)),
        "roles" => new(key, Core.Queries.AclGroup.Roles, AclMembers("RoleACL", fields)),
        "public" => new(key, Core.Queries.AclGroup.Public, AclMembers("PublicACL", fields)),
        _ => new(key, Core.Queries.AclGroup.TypeName, [new AclMemberNode(key, null, "\"ACL\"")]),
    };

    private ImmutableArray<AclMemberNode> AclMembers(string type, IEnumerable<GraphQLField> fields) =>
        [.. Parts(type, fields).Select(part => new AclMemberNode(part.Key, part.Part, part.Constant))];

    /// <summary>An array's pointers become objects where a fragment asks something of their class; the rest are elements.</summary>
    private ArrayNode Array(string key, FieldDefinition field, List<GraphQLField> fields, bool nonNull)
    {
        var objects = field.PointedClasses
            .Where(schema.Classes.ContainsKey)
            .Select(name => schema.Classes[name])
            .Where(types => collector.Collect(types.Object, fields).Values.Any(asked => asked[0].Name.StringValue != "__typename"))
            .Select(types => new ArrayObjectNode(types.Class, Object(types, fields)));
        return new ArrayNode(key, field, Parts("Element", fields), [.. objects], nonNull);
    }

    private IObjectGraphType Type(string name) => (IObjectGraphType)schema.Schema.AllTypes[name]!;
}
