namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>The names of a class's types of aggregates and groups. They give way to classes, as all helpers do.</summary>
internal sealed record AggregateNames
{
    /// <param name="type">The class's type.</param>
    /// <param name="helper">Gives a name that is free.</param>
    public AggregateNames(string type, Func<string, string> helper)
    {
        Aggregate = helper(type + "Aggregate");
        Counts = helper(type + "AggregateCounts");
        Numbers = helper(type + "AggregateNumbers");
        Values = helper(type + "AggregateValues");
        Groups = helper(type + "Groups");
        Group = helper(type + "Group");
        GroupKey = helper(type + "GroupKey");
        GroupPointer = helper(type + "GroupPointer");
        GroupBy = helper(type + "GroupBy");
        Having = helper(type + "HavingInput");
        HavingCounts = helper(type + "HavingCountsInput");
        HavingNumbers = helper(type + "HavingNumbersInput");
        HavingValues = helper(type + "HavingValuesInput");
        Order = helper(type + "GroupOrderInput");
        OrderFields = helper(type + "GroupOrderFieldsInput");
        OrderNumbers = helper(type + "GroupOrderNumbersInput");
        OrderValues = helper(type + "GroupOrderValuesInput");
    }

    public string Aggregate { get; }

    public string Counts { get; }

    public string Numbers { get; }

    public string Values { get; }

    public string Groups { get; }

    public string Group { get; }

    public string GroupKey { get; }

    public string GroupPointer { get; }

    public string GroupBy { get; }

    public string Having { get; }

    public string HavingCounts { get; }

    public string HavingNumbers { get; }

    public string HavingValues { get; }

    public string Order { get; }

    public string OrderFields { get; }

    public string OrderNumbers { get; }

    public string OrderValues { get; }
}
