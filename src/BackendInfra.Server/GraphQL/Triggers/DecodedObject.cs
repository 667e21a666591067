using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Planning;
using FieldType = BackendInfra.Core.Schema.FieldType;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Writes decoded objects, in REST's form, as a selection asks for them: what PostgreSQL does where no trigger is.</summary>
internal sealed class DecodedObject(IBufferWriter<byte> output, DecodedRelations relations)
{
    private static readonly string Missing = GraphSelection.MissingMarker.ToString();

    /// <exception cref="ParseException">143 a trigger has given a value of another type.</exception>
    public void Write(ClassSchema of, GraphSelection selection, JsonElement item)
    {
        var separator = "{";
        foreach (var node in selection.Nodes)
        {
            Text($"{separator}\"{node.Key}\":");
            separator = ",";
            Write(of, node is ConditionalNode conditional ? conditional.Node : node, item);
        }

        Text(selection.Nodes.IsEmpty ? "{}" : "}");
    }

    /// <exception cref="ParseException">143 a trigger has given an object without an id.</exception>
    public static string? IdOf(JsonElement item) =>
        item.TryGetProperty(Names.ObjectId, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    /// <summary>The object behind a pointer; null where there is none for the caller.</summary>
    public static JsonElement? Included(JsonElement item, string field) =>
        item.TryGetProperty(field, out var value) && IsObject(value) ? value : null;

    /// <summary>What is wanted of an array's element; null when it is to show as it is.</summary>
    public static ArrayObjectNode? ObjectOf(ArrayNode array, JsonElement element) =>
        IsObject(element) && element.TryGetProperty("className", out var name) ? array.Objects.FirstOrDefault(o => name.ValueEquals(o.Target.Name)) : null;

    private static bool IsObject(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("__type", out var type) && type.ValueEquals("Object");

    private void Write(ClassSchema of, GraphNode node, JsonElement item)
    {
        switch (node)
        {
            case ConstantNode constant:
                Text(constant.Json);
                break;
            case GlobalIdNode:
                Text($"\"{GlobalId.Of(of.Name, IdOf(item) ?? throw Malformed(of, Names.ObjectId))}\"");
                break;
            case FieldNode field:
                Text(Value(item, field.Field.Name) is { } value ? Plain(of, field.Field, value) : WhenUnset(field.NonNull || field.Field.IsSystem));
                break;
            case PartsNode parts when parts.Parts.Any(part => part.Distance is not null):
                throw Computed(of, node);
            case PartsNode parts:
                Text(Value(item, parts.Field.Name) is { } whole ? Parts(of, parts, whole) : WhenUnset(parts.NonNull));
                break;
            case AclNode acl:
                Text(DecodedAcl.Write(acl, item));
                break;
            case PointerNode pointer when Included(item, pointer.Field.Name) is { } target:
                Write(pointer.Target, pointer.Selection, target);
                break;
            case PointerNode:
                Text("null");
                break;
            case ArrayNode array:
                Array(of, array, item);
                break;
            case ConnectionNode connection when IdOf(item) is { } id && relations.Find(connection, id) is { } found:
                output.Write(found);
                break;
            case ConnectionNode:
                Text(Missing);
                break;
            default:
                throw Computed(of, node);
        }
    }

    private void Array(ClassSchema of, ArrayNode array, JsonElement item)
    {
        if (Value(item, array.Field.Name) is not { } value)
        {
            Text(WhenUnset(array.NonNull));
            return;
        }

        Text("[");
        foreach (var (i, element) in Require(of, array.Field, value, JsonValueKind.Array).EnumerateArray().Index())
        {
            if (i > 0)
                Text(",");
            if (ObjectOf(array, element) is { } wanted)
                Write(wanted.Target, wanted.Selection, element);
            else if (element.ValueKind == JsonValueKind.Null)
                Text("null");
            else
                Text(Members(array.Element, _ => element.GetRawText()));
        }

        Text("]");
    }

    private static string Plain(ClassSchema of, FieldDefinition field, JsonElement value) => field.Type switch
    {
        FieldType.String => Require(of, field, value, JsonValueKind.String).GetRawText(),
        FieldType.Number => Require(of, field, value, JsonValueKind.Number).GetRawText(),
        FieldType.Boolean when value.ValueKind is JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        FieldType.Boolean => throw Malformed(of, field.Name),
        FieldType.Date => Part(of, field, value, "iso"),
        FieldType.Bytes => Part(of, field, value, "base64"),
        FieldType.Object => Require(of, field, value, JsonValueKind.Object).GetRawText(),
        _ => value.GetRawText(),
    };

    /// <summary>The text in a typed value, or the text itself.</summary>
    private static string Part(ClassSchema of, FieldDefinition field, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var part))
            value = part;
        return Require(of, field, value, JsonValueKind.String).GetRawText();
    }

    private static string Parts(ClassSchema of, PartsNode node, JsonElement value)
    {
        Require(of, node.Field, value, JsonValueKind.Object);
        if (node.Field.Type != FieldType.Polygon)
            return Members(node.Parts, part => value.TryGetProperty(part, out var member) ? member.GetRawText() : "null");
        if (!value.TryGetProperty("coordinates", out var ring) || ring.ValueKind != JsonValueKind.Array || ring.EnumerateArray().Any(point => point.ValueKind != JsonValueKind.Array || point.GetArrayLength() != 2))
            throw Malformed(of, node.Field.Name);
        return $"[{string.Join(',', ring.EnumerateArray().Select(point => Members(node.Parts, part => point[part == "latitude" ? 0 : 1].GetRawText())))}]";
    }

    private static string Members(ImmutableArray<PartNode> parts, Func<string, string> member) =>
        $"{{{string.Join(',', parts.Select(part => $"\"{part.Key}\":{part.Constant ?? member(part.Part!)}"))}}}";

    private static JsonElement? Value(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string WhenUnset(bool nonNull) => nonNull ? Missing : "null";

    private static JsonElement Require(ClassSchema of, FieldDefinition field, JsonElement value, JsonValueKind kind) =>
        value.ValueKind == kind ? value : throw Malformed(of, field.Name);

    private static ParseException Computed(ClassSchema of, GraphNode node) =>
        new(ErrorCode.CommandUnavailable, $"The class {of.Name} has beforeFind or afterFind triggers: {node.Key} is computed in the database, which runs no trigger.");

    private static ParseException Malformed(ClassSchema of, string field) =>
        new(ErrorCode.WebhookError, $"The afterFind trigger's answer is malformed: {of.Name}.{field} has a value of another type.");

    private void Text(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
