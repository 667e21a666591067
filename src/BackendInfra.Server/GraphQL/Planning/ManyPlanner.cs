using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Plans mutations of many objects: their payloads, and the find that names their objects.</summary>
internal sealed class ManyPlanner(AppSchema schema, FieldCollector collector, ConnectionPlanner connections, InputScope scope, FindTriggerGuard findTriggers, IReadExecutor reads, Principal principal)
{
    /// <exception cref="Core.Errors.ParseException">119 a class or a field that is closed to the caller, 102 a bad condition, 108 a class with find triggers.</exception>
    public MutationField Plan(string key, Location at, ClassRootField field, List<GraphQLField> fields)
    {
        var types = field.Types;
        var input = FieldArguments.Read(field.Arguments, fields[0])["input"];
        var compiled = ImmutableArray.CreateBuilder<CompiledRead>();
        var payload = (IObjectGraphType)field.ResolvedType!;
        var parts = collector.Collect(payload, fields).Select(PayloadPart (entry) => entry.Value[0].Name.StringValue switch
        {
            "__typename" => new ConstantPayloadPart(entry.Key, SelectionPlanner.TypeName(payload)),
            RootTypes.ClientMutationIdName => new ClientMutationIdPart(entry.Key),
            ManyTypes.Count => new CountPayloadPart(entry.Key),
            _ => Objects(entry.Key, connections.Objects.Object(types, entry.Value)),
        }).ToImmutableArray();
        var where = field.Role == ClassRole.CreateMany ? null : scope.SettleOrNull(scope.Member(input, ManyTypes.Where));
        return new MutationField(key, at.Line, at.Column, field.Role, types, input, parts, compiled.ToImmutable())
        {
            Where = where is null ? null : AccessGate.Authorize(new ReadPlan(findTriggers.Require(types.Class)) { Where = connections.Where(types, where) }, principal),
        };

        ObjectsPayloadPart Objects(string partKey, GraphSelection selection)
        {
            if (WrittenObject.IsIdOnly(selection))
                return new ObjectsPayloadPart(partKey, null, selection);
            var plan = new ReadPlan(findTriggers.Require(types.Class))
            {
                Operation = ClassOperation.Get,
                Where = new InFilter(FieldPath.Of(FieldDefinition.ObjectId), [VariableOperand.WrittenMany()]),
                Selection = WrittenObject.Marked(selection),
            };
            var authorized = field.Role == ClassRole.DeleteMany ? AccessGate.Authorize(plan, principal) : AccessGate.AuthorizeOwnWrite(plan, principal);
            compiled.Add(reads.Compile(schema.Snapshot, authorized));
            return new ObjectsPayloadPart(partKey, compiled.Count - 1, selection);
        }
    }
}
