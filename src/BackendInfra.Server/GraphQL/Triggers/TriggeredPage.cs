using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Writes a connection around decoded objects. Its cursors are Parse's: what a trigger leaves of a page has no other place than its number.</summary>
/// <param name="count">Of all matches; null when it was not asked for.</param>
/// <param name="item">The text of the object at a place, below the connection.</param>
internal sealed class TriggeredPage(int skip, int items, long? count, Func<NodePart, int, ImmutableArray<object>, byte[]> item)
{
    public byte[] Write(ConnectionSelection selection)
    {
        using var output = new PooledBuffer();
        var facts = new PageFacts(count > skip + items, skip > 0 && items > 0, items > 0 ? Cursor(0) : null, items > 0 ? Cursor(items - 1) : null);
        var separator = "{";
        foreach (var part in selection.Parts)
        {
            Text(output, $"{separator}\"{part.Key}\":");
            separator = ",";
            switch (part)
            {
                case PageInfoPart info:
                    Text(output, facts.Json(info));
                    break;
                case CountPart:
                    Text(output, count!.Value.ToString(CultureInfo.InvariantCulture));
                    break;
                case ConstantPart constant:
                    Text(output, constant.Json);
                    break;
                default:
                    List(output, part);
                    break;
            }
        }

        Text(output, selection.Parts.IsEmpty ? "{}" : "}");
        return output.WrittenSpan.ToArray();
    }

    private void List(PooledBuffer output, ConnectionPart list)
    {
        Text(output, "[");
        for (var i = 0; i < items; i++)
        {
            Text(output, i > 0 ? "," : "");
            if (list is NodesPart nodes)
                Bytes(output, item(nodes.Node, i, [list.Key, i]));
            else
                Edge(output, (EdgesPart)list, i);
        }

        Text(output, "]");
    }

    private void Edge(PooledBuffer output, EdgesPart edges, int index)
    {
        var separator = "{";
        foreach (var member in edges.Members)
        {
            Text(output, $"{separator}\"{member.Key}\":");
            separator = ",";
            switch (member)
            {
                case NodePart node:
                    Bytes(output, item(node, index, [edges.Key, index, node.Key]));
                    break;
                case CursorPart:
                    Text(output, Cursor(index));
                    break;
                case ConstantEdgePart constant:
                    Text(output, constant.Json);
                    break;
            }
        }

        Text(output, edges.Members.IsEmpty ? "{}" : "}");
    }

    private string Cursor(int index) => $"\"{Convert.ToBase64String(Encoding.ASCII.GetBytes($"arrayconnection:{(long)skip + index}"))}\"";

    private static void Text(PooledBuffer output, string text) => Bytes(output, Encoding.UTF8.GetBytes(text));

    private static void Bytes(PooledBuffer output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
