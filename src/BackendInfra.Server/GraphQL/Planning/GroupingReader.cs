using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Reads the arguments of groups.</summary>
/// <param name="limits">What the caller may ask for; null for the master key.</param>
internal sealed class GroupingReader(InputScope scope, AppOptions options, RequestLimits? limits)
{
    private readonly int _maxGroups = limits?.Groups ?? int.MaxValue;

    private int MaxKeys => limits?.GroupKeys ?? int.MaxValue;

    /// <exception cref="ParseException">102 no key, too many, a field twice, an order by what is no key, numbers out of range, an unknown time zone.</exception>
    public Grouping Read(ClassSchema schema, IReadOnlyDictionary<string, InputValue> arguments)
    {
        var keys = Keys(schema, arguments["by"]);
        var paging = Paging.Read(arguments.Where(argument => argument.Key is "first" or "skip").ToDictionary(), scope, options with { DefaultLimit = Math.Min(options.DefaultLimit, _maxGroups) });
        return new Grouping(keys)
        {
            Having = new HavingReader(scope, limits).Read(schema, arguments.GetValueOrDefault("having")),
            Order = Order(schema, keys, arguments.GetValueOrDefault("order")),
            Limit = Window(paging, isSkip: false),
            Skip = paging.Skip is null ? null : Window(paging, isSkip: true),
            TimeZone = arguments.GetValueOrDefault("timeZone") is { } zone && !scope.IsNull(zone)
                ? new OperandReader(scope, 0, OperandKind.String, TimeZoneName.Require).One(zone)
                : null,
        };
    }

    private ImmutableArray<GroupKey> Keys(ClassSchema schema, InputValue by)
    {
        var keys = scope.Items(by).Select(item => AggregateFields.Key(schema, scope.Text(item)!)).ToImmutableArray();
        if (keys.IsEmpty || keys.Length > MaxKeys)
            throw Refusals.InvalidQuery(keys.IsEmpty ? "Groups need at least one key: name it in by." : $"Groups may have at most {MaxKeys} keys.");
        if (keys.CountBy(key => key.Field.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
            throw Refusals.InvalidQuery($"The field {twice} can be a key of groups only once.");
        return keys;
    }

    private ImmutableArray<GroupOrder> Order(ClassSchema schema, ImmutableArray<GroupKey> keys, InputValue? order)
    {
        var orders = scope.Items(order).Select(item => OrderKey(schema, keys, item)).ToImmutableArray();
        return orders.Length > MaxKeys ? throw Refusals.InvalidQuery($"Groups may be ordered by at most {MaxKeys} keys.") : orders;
    }

    private GroupOrder OrderKey(ClassSchema schema, ImmutableArray<GroupKey> keys, InputValue item)
    {
        var (name, value) = Only(item);
        if (name == "count")
            return new AggregateOrder(FieldAggregate.Count, IsDescending(value));
        var (field, direction) = Only(value);
        if (name != "key")
            return new AggregateOrder(new FieldAggregate(AggregateFields.Functions[name], schema.Find(field)), IsDescending(direction));
        var key = keys.FirstOrDefault(key => key.Field.Name == field) ?? throw Refusals.InvalidQuery($"The groups are not made by {field}, so they cannot be ordered by it: name it in by.");
        return new KeyOrder(key, IsDescending(direction));
    }

    private (string Name, InputValue Value) Only(InputValue input) =>
        scope.Members(input).Where(member => !scope.IsNull(member.Value)).ToArray() is [var only]
            ? only
            : throw Refusals.InvalidQuery("Each element of the order of groups names exactly one thing, and its direction.");

    private bool IsDescending(InputValue direction) => scope.Text(direction) == "DESC";

    private GroupsWindow Window(Paging paging, bool isSkip)
    {
        var window = new GroupsWindow(paging, isSkip, _maxGroups);
        window.Resolve(scope.Variables);
        return window;
    }
}
