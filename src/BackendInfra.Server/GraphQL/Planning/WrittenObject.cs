using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Objects in payloads of which only the id is asked: the server knows it, so nothing is read.</summary>
internal static class WrittenObject
{
    public static bool IsIdOnly(GraphSelection selection) =>
        selection.Nodes.All(node => node is ConstantNode or GlobalIdNode or FieldNode { Field.Name: Names.ObjectId });

    /// <summary>A selection whose texts begin with the objectId under a key that no client can ask for: <c>{"":"…"</c>.</summary>
    public static GraphSelection Marked(GraphSelection selection) => new([new FieldNode("", FieldDefinition.ObjectId), .. selection.Nodes]);

    /// <summary>What reads of written objects are run with.</summary>
    public static ReadContext ContextOf(OperationRequest request, MutationField field, ImmutableArray<string> objectIds)
    {
        InputValue id = field.Role is ClassRole.CreateMany or ClassRole.UpdateMany or ClassRole.DeleteMany
            ? new ListInput([.. objectIds.Select(objectId => new ScalarInput(new StringValue(objectId)))])
            : new ScalarInput(new StringValue(objectIds[0]));
        var variables = new Dictionary<string, object?>(request.Scope.Variables) { [VariableOperand.WrittenId] = id };
        return new ReadContext(request.Caller.Principal, variables) { FilesUrl = request.Caller.FilesUrl };
    }

    /// <summary>The JSON text of such an object; ids need no escaping.</summary>
    public static string Json(GraphSelection selection, string className, string objectId) =>
        $"{{{string.Join(',', selection.Nodes.Select(node => $"\"{node.Key}\":{Value(node, className, objectId)}"))}}}";

    private static string Value(GraphNode node, string className, string objectId) => node switch
    {
        ConstantNode constant => constant.Json,
        GlobalIdNode => $"\"{GlobalId.Of(className, objectId)}\"",
        _ => $"\"{objectId}\"",
    };
}
