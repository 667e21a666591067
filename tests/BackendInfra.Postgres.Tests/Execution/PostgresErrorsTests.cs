using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Execution;
using Npgsql;
using Xunit;

namespace BackendInfra.Postgres.Tests.Execution;

public sealed class PostgresErrorsTests
{
    [Theory]
    [InlineData("23505", ErrorCode.DuplicateValue)]
    [InlineData("2201B", ErrorCode.InvalidQuery)]
    [InlineData("57014", ErrorCode.Timeout)]
    [InlineData("55P03", ErrorCode.Timeout)]
    [InlineData("22003", ErrorCode.InvalidJson)]
    [InlineData("54000", ErrorCode.ObjectTooLarge)]
    [InlineData("54001", ErrorCode.InvalidQuery)]
    [InlineData("54011", ErrorCode.InvalidQuery)]
    [InlineData("54023", ErrorCode.InvalidQuery)]
    [InlineData("22007", ErrorCode.InvalidQuery)]
    [InlineData("22008", ErrorCode.InvalidQuery)]
    [InlineData("22012", ErrorCode.InvalidQuery)]
    [InlineData("2201W", ErrorCode.InvalidQuery)]
    [InlineData("2203A", ErrorCode.InvalidQuery)]
    [InlineData("25P03", ErrorCode.Timeout)]
    [InlineData("25P04", ErrorCode.Timeout)]
    [InlineData("53200", ErrorCode.ConnectionFailed)]
    [InlineData("53400", ErrorCode.ConnectionFailed)]
    [InlineData("57P05", ErrorCode.ConnectionFailed)]
    [InlineData("58030", ErrorCode.ConnectionFailed)]
    [InlineData("08006", ErrorCode.ConnectionFailed)]
    [InlineData("22P05", ErrorCode.InvalidJson)]
    [InlineData("40P01", ErrorCode.WriteConflict)]
    [InlineData("40001", ErrorCode.WriteConflict)]
    [InlineData("57P01", ErrorCode.ConnectionFailed)]
    [InlineData("57P03", ErrorCode.ConnectionFailed)]
    [InlineData("53300", ErrorCode.ConnectionFailed)]
    [InlineData("53100", ErrorCode.ConnectionFailed)]
    [InlineData("25006", ErrorCode.ConnectionFailed)]
    public void What_PostgreSQL_reports_has_a_code_and_none_of_its_words(string state, ErrorCode code)
    {
        var refusal = Assert.IsType<ParseException>(PostgresErrors.Translate(Error(state)));
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain("driver text", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42P01")]
    [InlineData("42703")]
    [InlineData("3F000")]
    [InlineData("22P02")]
    [InlineData("22023")]
    public void What_only_an_old_schema_explains_asks_for_a_new_plan(string state) =>
        Assert.IsType<SchemaChangedException>(PostgresErrors.Translate(Error(state)));

    [Fact]
    public void What_EF_Core_wraps_is_found() => Assert.Equal(
        ErrorCode.ConnectionFailed,
        Assert.IsType<ParseException>(PostgresErrors.Translate(new InvalidOperationException("transient", new NpgsqlException("lost", new IOException())))).Code);

    [Fact]
    public void Defects_of_ours_are_not_hidden()
    {
        Assert.Null(PostgresErrors.Translate(Error("42601")));
        Assert.Null(PostgresErrors.Translate(new InvalidOperationException("ours")));
        Assert.Null(PostgresErrors.Translate(new OperationCanceledException()));
    }

    private static PostgresException Error(string state) => new("driver text", "ERROR", "ERROR", state);
}
