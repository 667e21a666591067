using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>Plans the fields of reference §9.</summary>
internal sealed class UserPlanner(AppSchema schema, FieldCollector collector, SelectionPlanner objects, IReadExecutor reads, Principal principal)
{
    /// <exception cref="ParseException">209 a viewer without a session.</exception>
    public RootField Plan(string key, Location at, UserRootField field, List<GraphQLField> fields)
    {
        if (field.Action != UserAction.Viewer)
            return Mutation(key, at, field, fields);
        return principal.UserId is not null
            ? new ViewerField(key, at.Line, at.Column, Viewer((IObjectGraphType)((NonNullGraphType)field.ResolvedType!).ResolvedType!, fields, isCaller: true))
            : throw Refusals.InvalidSessionToken();
    }

    private UserMutationField Mutation(string key, Location at, UserRootField field, List<GraphQLField> fields)
    {
        var payload = (IObjectGraphType)field.ResolvedType!;
        var parts = collector.Collect(payload, fields).Select(entry => Part(payload, entry.Key, entry.Value)).ToImmutableArray();
        return new UserMutationField(key, at.Line, at.Column, field.Action, FieldArguments.Read(field.Arguments, fields[0])["input"], parts);
    }

    private PayloadPart Part(IObjectGraphType payload, string key, List<GraphQLField> fields) => fields[0].Name.StringValue switch
    {
        "__typename" => new ConstantPayloadPart(key, SelectionPlanner.TypeName(payload)),
        RootTypes.ClientMutationIdName => new ClientMutationIdPart(key),
        UserTypes.ChallengeData => new ChallengePayloadPart(key),
        UserTypes.Ok => new ConstantPayloadPart(key, "true"),
        _ => new ViewerPayloadPart(key, Viewer((IObjectGraphType)schema.Schema.AllTypes[UserTypes.Viewer]!, fields, isCaller: false)),
    };

    private ImmutableArray<ViewerPart> Viewer(IObjectGraphType type, List<GraphQLField> fields, bool isCaller) =>
        [.. collector.Collect(type, fields).Select(entry => Part(type, entry.Key, entry.Value, isCaller))];

    private ViewerPart Part(IObjectGraphType viewer, string key, List<GraphQLField> fields, bool isCaller) => fields[0].Name.StringValue switch
    {
        "__typename" => new ConstantViewerPart(key, SelectionPlanner.TypeName(viewer)),
        SessionClass.SessionToken => new TokenPart(key),
        _ => User(key, fields, isCaller),
    };

    private UserPart User(string key, List<GraphQLField> fields, bool isCaller)
    {
        var types = schema.Classes[UserClass.Name];
        var plan = new ReadPlan(types.Class)
        {
            Operation = ClassOperation.Get,
            Where = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, VariableOperand.Written()),
            Limit = Operand.Of(1),
            Selection = objects.Object(types, fields),
        };
        return new UserPart(key, plan, isCaller ? reads.Compile(schema.Snapshot, AccessGate.AuthorizeSelf(plan, principal)) : null);
    }
}
