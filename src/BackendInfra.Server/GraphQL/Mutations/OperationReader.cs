using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>The input <c>operations</c> of updates as changes of fields.</summary>
/// <param name="maxItems">How many items one list may have.</param>
internal sealed class OperationReader(InputScope scope, int maxItems)
{
    /// <exception cref="ParseException">105 a path that leads nowhere, 107 an operation without a value, 102 too many items.</exception>
    public IEnumerable<FieldChange> Read(ClassSchema schema, InputValue? operations)
    {
        foreach (var (name, value) in scope.Members(operations))
        {
            if (scope.IsNull(value))
                continue;
            foreach (var change in Read(schema, name, value))
                yield return change;
        }
    }

    private IEnumerable<FieldChange> Read(ClassSchema schema, string operation, InputValue value) => operation switch
    {
        "unset" => Items(value).Select(field => new FieldChange(scope.Text(field)!, DeleteOperation.Instance)),
        "paths" => Items(value).Select(path => Path(schema, path)),
        "increment" => scope.Members(value).Select(field => new FieldChange(field.Name, Increment(field.Name, field.Value))),
        _ => scope.Members(value).Select(field => new FieldChange(field.Name, OnArray(operation, Values(field.Name, field.Value)))),
    };

    private static FieldOperation OnArray(string operation, ImmutableArray<ParseValue> items) => operation switch
    {
        "add" => new AddOperation(items),
        "addUnique" => new AddUniqueOperation(items),
        _ => new RemoveOperation(items),
    };

    private IncrementOperation Increment(string at, InputValue amount) =>
        scope.Scalar(amount) is NumberValue number ? new IncrementOperation(number.Number) : throw Refusals.InvalidJson($"{at}: an amount is needed to increment by.");

    private ImmutableArray<ParseValue> Values(string at, InputValue list) =>
        scope.IsNull(list) ? throw Refusals.InvalidJson($"{at}: a list of items is needed.") : [.. Items(list).Select(item => scope.Scalar(item) ?? ParseValue.Null)];

    private InputValue[] Items(InputValue list)
    {
        var items = scope.Items(list).ToArray();
        return items.Length <= maxItems ? items : throw Refusals.InvalidQuery($"A list of values may have at most {maxItems} elements.");
    }

    /// <summary>One of <c>set</c>, <c>increment</c> and <c>unset</c>, at a place inside an Object field.</summary>
    private FieldChange Path(ClassSchema schema, InputValue input)
    {
        var path = scope.Text(scope.Member(input, "path"))!;
        if (path.Split('.') is not [var name, _, ..] keys || schema.Find(name) is not { Type: FieldType.Object, IsSecret: false })
            throw Refusals.InvalidKeyName($"{Excerpt.Of(path)}. A path names an Object field and a place inside it, such as stock.oslo.");
        FieldOperation[] operations =
        [
            .. Given("set").Select(value => scope.Scalar(value) is { } set ? (FieldOperation)new SetOperation(set) : DeleteOperation.Instance),
            .. Given("increment").Select(amount => Increment(Excerpt.Of(path), amount)),
            .. scope.Flag(scope.Member(input, "unset")) is true ? [DeleteOperation.Instance] : Array.Empty<FieldOperation>(),
        ];
        return operations is [var only]
            ? new FieldChange(name, [.. keys.Skip(1)], only)
            : throw Refusals.InvalidJson($"{Excerpt.Of(path)}: give one of set, increment and unset.");

        IEnumerable<InputValue> Given(string member) => scope.Member(input, member) is { } value ? [value] : [];
    }
}
