using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>The relations of decoded objects, which REST has no way to include: each is one more statement for all of its owners, in one round trip.</summary>
internal sealed class DecodedRelations(IReadExecutor reads, SchemaSnapshot schema, OperationRequest request)
{
    private readonly Dictionary<ConnectionNode, Owners> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(ConnectionNode Node, string ObjectId), byte[]> _found = [];

    /// <summary>Notes what is asked of an object.</summary>
    /// <param name="operation">By which permission the object is read.</param>
    public void Note(ClassSchema of, GraphSelection selection, JsonElement item, ClassOperation operation)
    {
        foreach (var node in selection.Nodes)
        {
            switch (node is ConditionalNode conditional ? conditional.Node : node)
            {
                case ConnectionNode connection when DecodedObject.IdOf(item) is { } id:
                    if (!_owners.TryGetValue(connection, out var owners))
                        _owners[connection] = owners = new Owners(of, node, operation);
                    owners.Ids.Add(id);
                    break;
                case PointerNode pointer when DecodedObject.Included(item, pointer.Field.Name) is { } target:
                    Note(pointer.Target, pointer.Selection, target, ClassOperation.Get);
                    break;
                case ArrayNode { Objects.IsEmpty: false } array when item.TryGetProperty(array.Field.Name, out var elements) && elements.ValueKind == JsonValueKind.Array:
                    foreach (var element in elements.EnumerateArray())
                    {
                        if (DecodedObject.ObjectOf(array, element) is { } wanted)
                            Note(wanted.Target, wanted.Selection, element, ClassOperation.Get);
                    }

                    break;
            }
        }
    }

    /// <summary>Reads everything that was noted, with the caller's rights.</summary>
    /// <param name="isTriggered">Whether a class has find triggers.</param>
    /// <param name="nested">Reads a relation to such a class, of one owner.</param>
    /// <exception cref="ParseException">108 a relation that only some rows show, to a class with find triggers.</exception>
    public async Task ReadAsync(Predicate<ClassSchema> isTriggered, Func<ConnectionNode, string, CancellationToken, Task<byte[]>> nested, CancellationToken cancellationToken)
    {
        foreach (var (node, owners) in _owners.Where(noted => isTriggered(noted.Key.Plan.Class)).ToArray())
        {
            _owners.Remove(node);
            if (owners.IsConditional)
                throw TriggeredPlanner.Unsupported(node.Plan, $"{node.Key} is hidden in some rows, which the database decides");
            foreach (var id in owners.Ids)
                _found[(node, id)] = await nested(node, id, cancellationToken);
        }

        if (_owners.Count == 0)
            return;
        var rows = _owners.Select(_ => new RowBuffer()).ToArray();
        try
        {
            var context = new ReadContext(request.Caller.Principal, request.Scope.Variables) { FilesUrl = request.Caller.FilesUrl };
            var plans = _owners.Values.Select(owners => reads.Compile(schema, AccessGate.Authorize(owners.Plan(), request.Caller.Principal)));
            await reads.ExecuteAsync(request.Caller.App, [.. plans], context, rows, cancellationToken);
            foreach (var (i, (node, owners)) in _owners.Index())
            {
                for (var row = 0; row < rows[i].Rows; row++)
                    Keep(node, owners, rows[i].Cell(row));
            }
        }
        finally
        {
            foreach (var buffer in rows)
                buffer.Dispose();
        }
    }

    /// <returns>The connection's JSON; null for an owner that the caller may not read.</returns>
    public byte[]? Find(ConnectionNode node, string objectId) => _found.GetValueOrDefault((node, objectId));

    /// <summary>Takes a row apart: <c>{"o":"id","key":connection}</c>. Neither ids nor keys need escaping.</summary>
    private void Keep(ConnectionNode node, Owners owners, ReadOnlySpan<byte> row)
    {
        var rest = row[Owners.Prefix.Length..];
        var end = rest.IndexOf((byte)'"');
        var id = Encoding.UTF8.GetString(rest[..end]);
        _found[(node, id)] = rest[(end + owners.Separator.Length)..^1].ToArray();
    }

    private sealed class Owners(ClassSchema of, GraphNode node, ClassOperation operation)
    {
        private const string IdKey = "o";

        public const string Prefix = $"{{\"{IdKey}\":\"";

        /// <summary>From the end of the id to the connection.</summary>
        public string Separator { get; } = $"\",\"{node.Key}\":";

        public bool IsConditional => node is ConditionalNode;

        public SortedSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public ReadPlan Plan() => new(of)
        {
            Operation = operation,
            Where = new InFilter(FieldPath.Of(FieldDefinition.ObjectId), [.. Ids.Select(id => Operand.Of(new StringValue(id)))]),
            Selection = new GraphSelection([new FieldNode(IdKey, FieldDefinition.ObjectId), node]),
        };
    }
}
