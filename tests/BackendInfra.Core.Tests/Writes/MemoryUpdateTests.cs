using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using Xunit;

namespace BackendInfra.Core.Tests.Writes;

/// <summary>Single cases; that it agrees with SQL is a property test of the PostgreSQL project.</summary>
public sealed class MemoryUpdateTests
{
    private static readonly NumberValue One = new(1);
    private static readonly NumberValue Two = new(2);

    [Fact]
    public void An_increment_adds_and_an_unset_field_counts_as_zero()
    {
        Assert.Equal(new NumberValue(3), Apply(Two, new IncrementOperation(1)));
        Assert.Equal(One, Apply(null, new IncrementOperation(1)));
        Refused.With(ErrorCode.InvalidJson, () => Apply(new NumberValue(double.MaxValue), new IncrementOperation(double.MaxValue)));
    }

    [Fact]
    public void Arrays_grow_and_shrink()
    {
        Assert.Equal(new ArrayValue([One, One]), Apply(new ArrayValue([One]), new AddOperation([One])));
        Assert.Equal(new ArrayValue([One, Two]), Apply(new ArrayValue([One]), new AddUniqueOperation([Two, One, Two])));
        Assert.Equal(new ArrayValue([Two]), Apply(new ArrayValue([One, Two, One]), new RemoveOperation([One])));
        Assert.Equal(ArrayValue.Empty, Apply(null, new RemoveOperation([One])));
    }

    [Fact]
    public void A_set_on_insert_sets_on_create_only()
    {
        Assert.Equal(One, Apply(One, new SetOnInsertOperation(Two)));
        Assert.Equal(Two, Apply(null, new SetOnInsertOperation(Two), WriteKind.Create));
        Assert.Null(Apply(null, new SetOnInsertOperation(Two)));
    }

    [Fact]
    public void Nested_keys_make_their_objects_and_a_delete_makes_none()
    {
        var made = MemoryUpdate.Apply(ImmutableDictionary<string, ParseValue>.Empty, [new FieldChange("o", ["a", "b"], new IncrementOperation(2))]);
        Assert.Equal("""{"a":{"b":2}}""", ParseJsonText.Wire(made["o"]));
        Assert.Equal("""{"a":{}}""", ParseJsonText.Wire(MemoryUpdate.Apply(made, [new FieldChange("o", ["a", "b"], DeleteOperation.Instance)])["o"]));
        Assert.Empty(MemoryUpdate.Apply(ImmutableDictionary<string, ParseValue>.Empty, [new FieldChange("o", ["a"], DeleteOperation.Instance)]));
    }

    [Fact]
    public void A_relation_shows_its_class()
    {
        Assert.Equal(new RelationValue("D"), Apply(null, new RelationOperation("D", ["x"], [])));
        Assert.Null(Apply(null, new RelationOperation(null, [], [])));
    }

    private static ParseValue? Apply(ParseValue? old, FieldOperation operation, WriteKind kind = WriteKind.Update)
    {
        var values = ImmutableDictionary<string, ParseValue>.Empty;
        return MemoryUpdate.Apply(old is null ? values : values.Add("f", old), [new FieldChange("f", operation)], kind).GetValueOrDefault("f");
    }
}
