using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Queries;

/// <summary>The few rules that a reader wants to see; all others are compared with PostgreSQL by a property test.</summary>
public sealed class FilterEvaluatorTests
{
    private static readonly ClassSchema Schema = new ClassSchema("C")
        .With(new FieldDefinition("s", FieldType.String))
        .With(new FieldDefinition("a", FieldType.Array))
        .With(new FieldDefinition("o", FieldType.Object))
        .With(new FieldDefinition("p", FieldType.Pointer, "C"))
        .With(new FieldDefinition("r", FieldType.Relation, "C"));

    private static readonly ObjectState State = new("x", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new Dictionary<string, ParseValue>
    {
        ["s"] = new StringValue("line\n"),
        ["a"] = new ArrayValue([new StringValue("t"), ParseValue.Null]),
    });

    [Fact]
    public void What_cannot_be_compared_is_false_and_its_negation_true()
    {
        var less = new ComparisonFilter(Path("o.n"), ComparisonOperator.LessThan, Operand.Of(1));
        Assert.False(Matches(less));
        Assert.True(Matches(Filter.Not(less)));
    }

    [Fact]
    public void Unset_equals_null_and_nothing_else()
    {
        Assert.True(Matches(new ComparisonFilter(Path("p"), ComparisonOperator.Equal, Operand.Of(ParseValue.Null))));
        Assert.True(Matches(new ComparisonFilter(Path("p"), ComparisonOperator.NotEqual, Operand.Of(new StringValue("y")))));
        Assert.True(Matches(new InFilter(Path("p"), [Operand.Of(ParseValue.Null)])));
        Assert.False(Matches(new InFilter(Path("s"), [])));
    }

    [Fact]
    public void The_dollar_stands_for_the_very_end()
    {
        Assert.False(Matches(new RegexFilter(Path("s"), "line$", "")));
        Assert.True(Matches(new RegexFilter(Path("s"), "line$", "m")));
    }

    [Fact]
    public void An_ACL_exists_or_not_and_is_nothing_to_compare()
    {
        var exists = new FilterEvaluator(new ExistsFilter(Path("ACL")));
        Assert.False(exists.Matches(State));
        Assert.True(exists.Matches(State with { Acl = Acl.MasterOnly }));
        Refused.With(ErrorCode.InvalidQuery, "Cannot query on ACL.", () => _ = new FilterEvaluator(new ComparisonFilter(Path("ACL"), ComparisonOperator.Equal, Operand.Of(1))));
    }

    [Fact]
    public void What_needs_other_objects_is_refused_at_once()
    {
        Filter[] filters =
        [
            new InQueryFilter(Path("p"), new ReadPlan(Schema)),
            new SelectFilter(Path("s"), new ReadPlan(Schema), Path("s")),
            new RelatedToFilter(Schema, Schema.Find("r")!, Operand.Of(new StringValue("x"))),
            new ExistsFilter(Path("r")),
            new InFilter(Path("r"), [Operand.Of(new PointerValue("C", "x"))]),
            new ComparisonFilter(Path("r"), ComparisonOperator.Equal, Operand.Of(new PointerValue("C", "x"))),
        ];
        foreach (var filter in filters)
            Refused.With(ErrorCode.InvalidQuery, () => _ = new FilterEvaluator(new OrFilter([Filter.All, Filter.Not(filter)])));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\1")]
    public void Expressions_that_are_malformed_or_unbounded_are_refused(string pattern) =>
        Refused.With(ErrorCode.InvalidQuery, () => _ = new FilterEvaluator(new RegexFilter(Path("s"), pattern, "")));

    private static bool Matches(Filter filter) => new FilterEvaluator(filter).Matches(State);

    private static FieldPath Path(string text) => text == "ACL" ? FieldPath.Of(FieldDefinition.Acl) : FieldPath.Parse(Schema, text);
}
