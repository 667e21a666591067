using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Reads what a write does to a field: a value, or an <c>__op</c> of the closed list in reference §6.</summary>
internal static class OperationParser
{
    private const string OperationMember = "__op";

    /// <exception cref="ParseException">107 malformed, 108 an unknown operation, 111 pointers of several classes.</exception>
    public static FieldOperation Parse(string field, JsonElement value) =>
        NameOf(value) is { } name
            ? Parse(field, name, value)
            : ParseJson.Read(value) switch
            {
                NullValue => DeleteOperation.Instance,

                // A relation field's value says only which class it relates to.
                RelationValue relation => new RelationOperation(relation.ClassName, [], []),
                var read => new SetOperation(read),
            };

    public static bool IsDelete(JsonElement value) => NameOf(value) == "Delete";

    private static string? NameOf(JsonElement value) =>
        value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(OperationMember, out var name) ? null
        : name.ValueKind == JsonValueKind.String ? ParseJson.ReadText(name)
        : throw Refusals.InvalidJson("__op must be a string.");

    private static FieldOperation Parse(string field, string name, JsonElement value) => name switch
    {
        "Delete" => DeleteOperation.Instance,
        "Increment" => new IncrementOperation(Amount(field, value) is NumberValue number ? number.Number : throw InvalidAmount(field)),
        "SetOnInsert" => new SetOnInsertOperation(Amount(field, value)),
        "Add" => new AddOperation(Objects(field, value)),
        "AddUnique" => new AddUniqueOperation(Objects(field, value)),
        "Remove" => new RemoveOperation(Objects(field, value)),
        "AddRelation" or "RemoveRelation" or "Batch" => Relation(field, name, value),
        _ => throw new ParseException(ErrorCode.CommandUnavailable, $"The {Excerpt.Of(name)} operator is not supported yet."),
    };

    private static ParseValue Amount(string field, JsonElement value) =>
        value.TryGetProperty("amount", out var amount) && ParseJson.Read(amount) is var read and not NullValue ? read : throw InvalidAmount(field);

    private static ImmutableArray<ParseValue> Objects(string field, JsonElement value) =>
        value.TryGetProperty("objects", out var objects) && objects.ValueKind == JsonValueKind.Array
            ? ParseJson.ReadArray(objects).Items
            : throw Refusals.InvalidJson($"{field}: objects to add or remove must be an array.");

    private static RelationOperation Relation(string field, string name, JsonElement value)
    {
        var added = new List<PointerValue>();
        var removed = new List<PointerValue>();
        if (name == "Batch")
        {
            if (!value.TryGetProperty("ops", out var operations) || operations.ValueKind != JsonValueKind.Array)
                throw Refusals.InvalidJson($"{field}: ops must be an array.");
            foreach (var operation in operations.EnumerateArray())
                Collect(field, NameOf(operation), operation, added, removed);
        }
        else
        {
            Collect(field, name, value, added, removed);
        }

        var classes = added.Concat(removed).Select(pointer => pointer.ClassName).Distinct().ToArray();
        return classes.Length <= 1
            ? new RelationOperation(classes.FirstOrDefault(), Ids(added), Ids(removed))
            : throw new ParseException(ErrorCode.IncorrectType, $"{field}: all objects of a relation must be of one class.");
    }

    private static void Collect(string field, string? name, JsonElement value, List<PointerValue> added, List<PointerValue> removed)
    {
        var target = name switch
        {
            "AddRelation" => added,
            "RemoveRelation" => removed,
            _ => throw Refusals.InvalidJson($"{field}: a Batch may only hold AddRelation and RemoveRelation."),
        };
        foreach (var item in Objects(field, value))
            target.Add(item as PointerValue ?? throw Refusals.InvalidJson($"{field}: objects of a relation must be pointers."));
    }

    private static ImmutableArray<string> Ids(List<PointerValue> pointers) => [.. pointers.Select(pointer => pointer.ObjectId).Distinct()];

    private static ParseException InvalidAmount(string field) => Refusals.InvalidJson($"{field}: incrementing must provide a number.");
}
