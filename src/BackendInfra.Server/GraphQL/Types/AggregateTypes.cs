using BackendInfra.Server.GraphQL.Naming;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The types of one class's aggregates and groups; filled by <see cref="AggregateTypeFiller"/>.</summary>
internal sealed class AggregateTypes(AggregateNames names, string className)
{
    public const string Aggregate = "aggregate";
    public const string GroupBy = "groupBy";

    /// <summary>Aggregates of all rows.</summary>
    public ObjectGraphType All { get; } = new() { Name = names.Aggregate, Description = $"Aggregates of objects of the class {className}." };

    public ObjectGraphType Counts { get; } = new() { Name = names.Counts, Description = $"A number for each field of the class {className}." };

    public ObjectGraphType Numbers { get; } = new() { Name = names.Numbers, Description = $"A number for each number field of the class {className}; null where no object has a value." };

    public ObjectGraphType Values { get; } = new() { Name = names.Values, Description = $"A value for each field of the class {className} that has an order; null where no object has a value." };

    public ObjectGraphType Groups { get; } = new() { Name = names.Groups, Description = $"A page of groups of objects of the class {className}." };

    public ObjectGraphType Group { get; } = new() { Name = names.Group, Description = $"Objects of the class {className} that have the same keys." };

    public ObjectGraphType GroupKey { get; } = new() { Name = names.GroupKey, Description = $"What the objects of a group have in common. Only what the groups are made by can be asked for." };

    /// <summary>A pointer to the class, as a key.</summary>
    public ObjectGraphType GroupPointer { get; } = new() { Name = names.GroupPointer, Description = $"A pointer to the class {className} that the objects of a group have in common." };

    public EnumerationGraphType Keys { get; } = new() { Name = names.GroupBy, Description = $"What objects of the class {className} can be grouped by." };

    public InputObjectGraphType Having { get; } = new() { Name = names.Having, Description = $"Conditions on groups of objects of the class {className}. All of them must hold." };

    public InputObjectGraphType HavingCounts { get; } = new() { Name = names.HavingCounts, Description = "Conditions on numbers of different values." };

    public InputObjectGraphType HavingNumbers { get; } = new() { Name = names.HavingNumbers, Description = "Conditions on numbers." };

    public InputObjectGraphType HavingValues { get; } = new() { Name = names.HavingValues, Description = "Conditions on values." };

    public InputObjectGraphType Order { get; } = new() { Name = names.Order, Description = "What groups are ordered by: exactly one of these." };

    public InputObjectGraphType OrderFields { get; } = new() { Name = names.OrderFields, Description = "Exactly one field and its direction." };

    public InputObjectGraphType OrderNumbers { get; } = new() { Name = names.OrderNumbers, Description = "Exactly one number field and its direction." };

    public InputObjectGraphType OrderValues { get; } = new() { Name = names.OrderValues, Description = "Exactly one field that has an order, and its direction." };
}
