using System.Collections.Immutable;
using System.Text;
using BackendInfra.Core.Queries;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>
/// Replaces objects that hold a non-null field without a value by null, as GraphQL says. The slow path: it runs only
/// when a byte scan has found <see cref="GraphSelection.MissingMarker"/>.
/// </summary>
/// <remarks>
/// The innermost enclosing object is always the one to go: objects of classes stand only in nullable places, but for
/// the outermost one, whose place the caller knows.
/// </remarks>
internal static class NullPropagation
{
    private const byte Missing = (byte)GraphSelection.MissingMarker;

    /// <returns>The text, and the paths of the fields that were missing.</returns>
    public static (byte[] Json, List<ImmutableArray<object>> Missing) Apply(ReadOnlySpan<byte> json)
    {
        var output = new List<byte>(json.Length);
        var missing = new List<ImmutableArray<object>>();
        var open = new Stack<Container>();
        var key = "";
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            switch (b)
            {
                case (byte)'{' or (byte)'[':
                    open.Push(new Container(output.Count, b == '{', open.Count > 0 ? Step(open.Peek(), key) : null));
                    output.Add(b);
                    break;
                case (byte)'}' or (byte)']':
                    output.Add(b);
                    var closed = open.Pop();
                    if (closed.IsNull)
                    {
                        output.RemoveRange(closed.Start, output.Count - closed.Start);
                        output.AddRange("null"u8);
                    }

                    break;
                case (byte)',':
                    open.Peek().Index++;
                    output.Add(b);
                    break;
                case (byte)'"':
                    var end = EndOfString(json, i);
                    // Response keys are GraphQL names, so they hold no escapes.
                    if (open.Count > 0 && open.Peek().IsObject && end + 1 < json.Length && json[end + 1] == ':')
                        key = Encoding.UTF8.GetString(json[(i + 1)..end]);
                    output.AddRange(json[i..(end + 1)]);
                    i = end;
                    break;
                case Missing:
                    missing.Add([.. open.Reverse().Select(container => container.Step).OfType<object>(), key]);
                    open.First(container => container.IsObject).IsNull = true;
                    output.AddRange("null"u8);
                    break;
                default:
                    output.Add(b);
                    break;
            }
        }

        return ([.. output], missing);
    }

    private static object Step(Container parent, string key) => parent.IsObject ? key : parent.Index;

    private static int EndOfString(ReadOnlySpan<byte> json, int start)
    {
        var i = start + 1;
        while (json[i] != '"')
            i += json[i] == '\\' ? 2 : 1;
        return i;
    }

    /// <summary>An object or array that is open at the scan's place.</summary>
    private sealed class Container(int start, bool isObject, object? step)
    {
        public int Start { get; } = start;

        public bool IsObject { get; } = isObject;

        /// <summary>The key or index under which it stands.</summary>
        public object? Step { get; } = step;

        public int Index { get; set; }

        public bool IsNull { get; set; }
    }
}
