using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Objects in payloads of which only the id is asked: the server knows it, so nothing is read.</summary>
internal static class WrittenObject
{
    public static bool IsIdOnly(GraphSelection selection) =>
        selection.Nodes.All(node => node is ConstantNode or GlobalIdNode or FieldNode { Field.Name: Names.ObjectId });

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
