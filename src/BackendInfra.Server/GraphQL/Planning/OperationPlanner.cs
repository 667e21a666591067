using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Triggers;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.GraphQL.Users;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Plans one operation of a valid document for one kind of caller: every class field authorized and compiled.</summary>
internal sealed class OperationPlanner
{
    private readonly AppSchema _schema;
    private readonly GraphQLDocument _document;
    private readonly GraphQLOperationDefinition _operation;
    private readonly InputScope _scope;
    private readonly Principal _principal;
    private readonly IReadExecutor _reads;
    private readonly FieldCollector _collector;
    private readonly ConnectionPlanner _connections;
    private readonly FindTriggerGuard _findTriggers;

    public OperationPlanner(AppSchema schema, GraphQLDocument document, GraphQLOperationDefinition operation, InputScope scope, App app, Principal principal, IReadExecutor reads, ITriggerDispatcher triggers)
    {
        _schema = schema;
        _document = document;
        _operation = operation;
        _scope = scope;
        _principal = principal;
        _reads = reads;
        _collector = new FieldCollector(schema.Schema, document, scope);
        _findTriggers = new FindTriggerGuard(app, triggers);
        _connections = new ConnectionPlanner(schema, _collector, scope, app.Options, principal.IsUnrestricted ? null : app.Options.Limits, _findTriggers);
    }

    public OperationPlan Plan()
    {
        var isMutation = _operation.Operation == OperationType.Mutation;
        var root = isMutation ? _schema.Schema.Mutation! : _schema.Schema.Query;
        var fields = _collector.Collect(root, [_operation.SelectionSet]).Select(entry => Field(root, entry.Key, entry.Value)).ToImmutableArray();
        return new OperationPlan(isMutation, fields.Any(field => field is EngineField { IsIntrospection: true }), fields) { IsTransaction = TransactionDirective.IsOn(_operation) };
    }

    private RootField Field(IObjectGraphType root, string key, List<GraphQLField> fields)
    {
        var name = fields[0].Name.StringValue;
        if (name == "__typename")
            return new ConstantField(key, SelectionPlanner.TypeName(root));
        var definition = name is "__schema" or "__type" ? null : root.Fields.Find(name)!;
        var at = Location.FromLinearPosition(_document.Source, fields[0].Location.Start);
        try
        {
            return definition switch
            {
                ClassRootField { Role: ClassRole.Get } get => Get(key, at, get, fields),
                ClassRootField { Role: ClassRole.Find } find => Find(key, at, find, fields),
                ClassRootField { Role: ClassRole.CreateMany or ClassRole.UpdateMany or ClassRole.DeleteMany } many =>
                    new ManyPlanner(_schema, _collector, _connections, _scope, _findTriggers, _reads, _principal).Plan(key, at, many, fields),
                ClassRootField { Role: ClassRole.Aggregate or ClassRole.GroupBy } summary => Summary(key, at, summary, fields),
                ClassRootField write => Write(key, at, write, fields),
                UserRootField user => new UserPlanner(_schema, _collector, _connections.Objects, _reads, _principal).Plan(key, at, user, fields),
                { Name: "node" } => Node(key, at, definition, fields),
                CustomField custom when custom.ResolvedType!.GetNamedType() is ClassObjectType of => FunctionObjects(key, at, custom, of.Types, fields),
                _ => Engine(key, at, definition, fields),
            };
        }
        catch (ParseException refusal)
        {
            return new RefusedField(key, definition is not { ResolvedType: not NonNullGraphType }, at.Line, at.Column, refusal);
        }
    }

    private RootField Get(string key, Location at, ClassRootField field, List<GraphQLField> fields)
    {
        var id = FieldArguments.Read(field.Arguments, fields[0])["id"];
        var className = field.Types.Class.Name;
        var reader = new OperandReader(_scope, 0, OperandKind.String, value => new StringValue(GlobalId.ObjectIdOf(className, ((StringValue)value).Text)));
        return One(key, true, at, field.Types, reader.One(id), fields);
    }

    /// <exception cref="ParseException">101 when the id names no class.</exception>
    private RootField Node(string key, Location at, global::GraphQL.Types.FieldType field, List<GraphQLField> fields)
    {
        var id = _scope.Text(FieldArguments.Read(field.Arguments, fields[0])["id"]);
        if (id is null || GlobalId.Read(id) is not var (className, objectId) || !_schema.Classes.TryGetValue(className, out var types))
            throw Refusals.ObjectNotFound();
        return One(key, false, at, types, Operand.Of(new StringValue(objectId)), fields);
    }

    private RootField One(string key, bool isNonNull, Location at, ClassTypes types, Operand id, List<GraphQLField> fields)
    {
        var (selection, nests) = _connections.WithTriggers(() => _connections.Objects.Object(types, fields));
        var plan = ById(types.Class, id, selection);
        return nests || _findTriggers.Guards(types.Class)
            ? TriggeredPlanner.Object(key, isNonNull, at, plan, id, _principal)
            : new ObjectField(key, isNonNull, at.Line, at.Column, _reads.Compile(_schema.Snapshot, AccessGate.Authorize(plan, _principal)));
    }

    private static ReadPlan ById(ClassSchema of, Operand id, GraphSelection selection) => new(of)
    {
        Operation = ClassOperation.Get,
        Where = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, id),
        Limit = Operand.Of(1),
        Selection = selection,
    };

    private RootField Find(string key, Location at, ClassRootField field, List<GraphQLField> fields)
    {
        var ((plan, paging), nests) = _connections.WithTriggers(() => _connections.Plan(field.Types, fields, related: null));
        if (nests || _findTriggers.Guards(plan.Class))
            return TriggeredPlanner.Page(key, at, plan, paging, _principal);
        return new ConnectionField(key, at.Line, at.Column, _reads.Compile(_schema.Snapshot, AccessGate.Authorize(plan, _principal)), paging);
    }

    private SummaryField Summary(string key, Location at, ClassRootField field, List<GraphQLField> fields) =>
        new(key, at.Line, at.Column, _reads.Compile(_schema.Snapshot, AccessGate.Authorize(_connections.Summarize(key, field, fields), _principal)));

    private MutationField Write(string key, Location at, ClassRootField field, List<GraphQLField> fields)
    {
        var types = field.Types;
        var input = FieldArguments.Read(field.Arguments, fields[0])["input"];
        var parts = ImmutableArray.CreateBuilder<PayloadPart>();
        var reads = ImmutableArray.CreateBuilder<CompiledRead>();
        var payload = (IObjectGraphType)field.ResolvedType!;
        foreach (var (partKey, asked) in _collector.Collect(payload, fields))
        {
            parts.Add(asked[0].Name.StringValue switch
            {
                "__typename" => new ConstantPayloadPart(partKey, SelectionPlanner.TypeName(payload)),
                RootTypes.ClientMutationIdName => new ClientMutationIdPart(partKey),
                UpsertTypes.Created when field.Role == ClassRole.Upsert => new CreatedPart(partKey),
                _ => Payload(partKey, asked),
            });
        }

        return new MutationField(key, at.Line, at.Column, field.Role, types, input, parts.ToImmutable(), reads.ToImmutable());

        ObjectPayloadPart Payload(string partKey, List<GraphQLField> asked)
        {
            var selection = _connections.Objects.Object(types, asked);
            if (WrittenObject.IsIdOnly(selection))
                return new ObjectPayloadPart(partKey, null, selection);
            var plan = ById(_findTriggers.Require(types.Class), VariableOperand.Written(), selection);
            var authorized = field.Role == ClassRole.Delete ? AccessGate.Authorize(plan, _principal) : AccessGate.AuthorizeOwnWrite(plan, _principal);
            reads.Add(_reads.Compile(_schema.Snapshot, authorized));
            return new ObjectPayloadPart(partKey, reads.Count - 1, selection);
        }
    }

    /// <summary>The engine calls the function; of the objects it is asked for nothing.</summary>
    private EngineField FunctionObjects(string key, Location at, CustomField field, ClassTypes types, List<GraphQLField> fields)
    {
        var selection = _connections.Objects.Object(types, fields);
        var call = new GraphQLField(fields[0].Name)
        {
            Alias = fields[0].Alias,
            Arguments = fields[0].Arguments,
            SelectionSet = new GraphQLSelectionSet([new GraphQLField(new GraphQLName("__typename"))]),
        };
        return Engine(key, at, field, [call]) with { Objects = new AskedObjects(types.Class, field.ResolvedType!, selection) };
    }

    private EngineField Engine(string key, Location at, global::GraphQL.Types.FieldType? definition, List<GraphQLField> fields)
    {
        // The engine is given the raw variables, so the answer depends on all of them.
        foreach (var variable in _operation.Variables ?? (IEnumerable<GraphQLVariableDefinition>)[])
            _scope.Read(variable.Variable.Name.StringValue);
        var operation = new GraphQLOperationDefinition(new GraphQLSelectionSet([.. fields]))
        {
            Operation = _operation.Operation,
            Variables = _operation.Variables,
        };
        var document = new GraphQLDocument([operation, .. _collector.Fragments]) { Source = _document.Source };
        return new EngineField(key, definition?.ResolvedType is NonNullGraphType, at.Line, at.Column, document, definition is null)
        {
            Route = definition is null ? null : EngineRoutes.Of(definition, fields[0], _scope),
        };
    }
}
