using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Objects in payloads of which only the id is asked: the server knows it, so nothing is read.</summary>
internal static class WrittenObject
{
    public static bool IsIdOnly(GraphSelection selection) =>
        selection.Nodes.All(node => node is ConstantNode or GlobalIdNode or FieldNode { Field.Name: Names.ObjectId });

    /// <summary>What reads of written objects are run with.</summary>
    public static ReadContext ContextOf(OperationRequest request, ImmutableArray<string> objectIds)
    {
        var id = new ScalarInput(new StringValue(objectIds[0]));
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
