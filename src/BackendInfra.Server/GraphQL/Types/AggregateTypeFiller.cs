using BackendInfra.Core.Schema;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Fills the types of aggregates and groups. What a class has no field for is left out.</summary>
internal sealed class AggregateTypeFiller(SupportTypes support, IReadOnlyDictionary<string, ClassTypes> classes)
{
    private readonly AggregateSupport _shared = new(support);

    public void Fill(ClassTypes types)
    {
        var own = types.Aggregates;
        var (scalars, numbers, values) = (AggregateFields.Scalars(types), AggregateFields.Numbers(types), AggregateFields.Values(types));
        Add(own.Counts, scalars.Select(field => Field(field.Name, NonNull(support.Int), $"Of {field.Name}.")));
        Add(own.Numbers, numbers.Select(field => Field(field.Name, support.Float, $"Of {field.Name}.")));
        Add(own.Values, values.Select(field => Field(field.Name, Output(field), $"Of {field.Name}.")));
        Add(own.All, Functions(numbers.Length > 0, own));
        FillGroups(types, scalars, numbers.Length > 0);
        FillHaving(own, scalars, numbers, values);
        FillOrder(own, scalars, numbers, values);

        Add(
            types.Connection,
            [
                Field(AggregateTypes.Aggregate, NonNull(own.All), "Aggregates of all objects that match, whatever the page."),
                Field(AggregateTypes.GroupBy, NonNull(own.Groups), "Groups of all objects that match, whatever the page.", GroupArguments(types)),
            ]);
    }

    public void AddQueries(ObjectGraphType query, ClassTypes types)
    {
        var (name, where) = (types.Class.Name, Argument("where", types.Where, "Which objects are meant."));
        if (types.Names.Aggregate is { } aggregate)
            query.AddField(RootTypes.Root(ClassRole.Aggregate, types, aggregate, NonNull(types.Aggregates.All), $"Aggregates of objects of the class {name}.", [where]));
        if (types.Names.GroupBy is { } groups)
            query.AddField(RootTypes.Root(ClassRole.GroupBy, types, groups, NonNull(types.Aggregates.Groups), $"Groups of objects of the class {name}.", [where, .. GroupArguments(types)]));
    }

    private QueryArgument[] GroupArguments(ClassTypes types) =>
    [
        Argument("by", NonNull(ListOf(NonNull(types.Aggregates.Keys))), "What the objects of a group have in common; no field twice."),
        Argument("having", types.Aggregates.Having, "Which groups are wanted."),
        Argument("order", ListOf(NonNull(types.Aggregates.Order)), "Their order; the first key weighs most. Equal ones are ordered by their keys."),
        Argument("skip", support.Int, "How many groups are passed over."),
        Argument("first", support.Int, "How many groups are told at most; unless said, the default of the app (100)."),
        Argument("timeZone", support.String, "Whose days, weeks, months and so on are meant, such as Europe/Berlin; UTC when left out."),
    ];

    private GraphField[] Functions(bool hasNumbers, AggregateTypes own) =>
    [
        Field("count", NonNull(support.Int), "The number of objects."),
        Field("countDistinct", NonNull(own.Counts), "The number of different values."),
        .. hasNumbers
            ? new[]
            {
                Field("sum", NonNull(own.Numbers), "The sum of the values."),
                Field("avg", NonNull(own.Numbers), "The average of the values."),
                Field("stddev", NonNull(own.Numbers), "The standard deviation of the values, as of a sample; null for fewer than two."),
            }
            : [],
        Field("min", NonNull(own.Values), "The least value."),
        Field("max", NonNull(own.Values), "The greatest value."),
    ];

    private void FillGroups(ClassTypes types, FieldDefinition[] scalars, bool hasNumbers)
    {
        var own = types.Aggregates;
        foreach (var field in scalars)
        {
            own.GroupKey.AddField(Field(field.Name, Key(field), field.Type == ParseType.Date ? $"The key {field.Name}: the value, or where its stretch of time begins." : $"The key {field.Name}."));
            if (field.Name is not ("true" or "false" or "null"))
                own.Keys.Add(field.Name, field.Name, $"By {field.Name}.");
            foreach (var (name, bucket) in AggregateFields.Buckets(types.Class, field))
                own.Keys.Add(name, name, $"By the {bucket.ToString().ToLowerInvariant()} of {field.Name}.");
        }

        Add(
            own.GroupPointer,
            [
                Field("id", NonNull(support.Id), "The object's global id."),
                Field("objectId", NonNull(support.Id), "The object's id, unique in its class."),
                Field("object", types.Object, "The object; null when it is missing, or not for the caller to read."),
            ]);
        Add(own.Group, [Field("key", NonNull(own.GroupKey), "What the objects of the group have in common."), .. Functions(hasNumbers, own)]);
        Add(
            own.Groups,
            [
                Field("groups", NonNull(ListOf(NonNull(own.Group))), "The groups of the page."),
                Field("count", NonNull(support.Int), "The number of all groups, whatever the page."),
            ]);
    }

    private void FillHaving(AggregateTypes own, FieldDefinition[] scalars, FieldDefinition[] numbers, FieldDefinition[] values)
    {
        Add(own.HavingCounts, scalars.Select(field => Field(field.Name, _shared.Number, $"Of {field.Name}.")));
        Add(own.HavingNumbers, numbers.Select(field => Field(field.Name, _shared.Number, $"Of {field.Name}.")));
        Add(own.HavingValues, values.Select(field => Field(field.Name, _shared.For(field), $"Of {field.Name}.")));
        Add(
            own.Having,
            [
                Field("count", _shared.Number, "The number of objects."),
                .. Members(numbers.Length > 0, own.HavingCounts, own.HavingNumbers, own.HavingValues),
                Field("OR", ListOf(NonNull(own.Having)), "At least one of these must match."),
                Field("AND", ListOf(NonNull(own.Having)), "All of these must match."),
                Field("NOR", ListOf(NonNull(own.Having)), "None of these may match."),
            ]);
    }

    private void FillOrder(AggregateTypes own, FieldDefinition[] scalars, FieldDefinition[] numbers, FieldDefinition[] values)
    {
        Add(own.OrderFields, scalars.Select(Direction));
        Add(own.OrderNumbers, numbers.Select(Direction));
        Add(own.OrderValues, values.Select(Direction));
        Add(
            own.Order,
            [
                Field("key", own.OrderFields, "A key of the groups."),
                Field("count", _shared.Direction, "The number of objects."),
                .. Members(numbers.Length > 0, own.OrderFields, own.OrderNumbers, own.OrderValues),
            ]);

        GraphField Direction(FieldDefinition field) => Field(field.Name, _shared.Direction, $"By {field.Name}.");
    }

    private static GraphField[] Members(bool hasNumbers, IGraphType counts, IGraphType numbers, IGraphType values) =>
    [
        Field("countDistinct", counts, "The number of different values."),
        .. hasNumbers ? new[] { Field("sum", numbers, "The sum."), Field("avg", numbers, "The average."), Field("stddev", numbers, "The standard deviation.") } : [],
        Field("min", values, "The least value."),
        Field("max", values, "The greatest value."),
    ];

    private IGraphType Key(FieldDefinition field) => field.Type switch
    {
        ParseType.Boolean => support.Boolean,
        ParseType.Pointer => classes.TryGetValue(field.TargetClass!, out var target) ? target.Aggregates.GroupPointer : support.Object,
        _ => Output(field),
    };

    private IGraphType Output(FieldDefinition field) => field.Type switch
    {
        ParseType.Number => support.Float,
        ParseType.Date => support.Date,
        _ => support.String,
    };
}
