using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using Xunit;

namespace BackendInfra.Core.Tests.Values;

public sealed class IsoDateTests
{
    [Theory]
    [InlineData("2024-01-31T12:00:00.000Z", "2024-01-31T12:00:00.000Z")]
    [InlineData("2024-01-31T12:00:00Z", "2024-01-31T12:00:00.000Z")]
    [InlineData("2024-01-31T12:00:00.1239Z", "2024-01-31T12:00:00.123Z")]
    [InlineData("2024-01-31T12:00:00+02:00", "2024-01-31T10:00:00.000Z")]
    [InlineData("2024-01-31T12:00:00", "2024-01-31T12:00:00.000Z")]
    [InlineData("2024-01-31", "2024-01-31T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void A_date_has_one_form(string text, string form) => Assert.Equal(form, IsoDate.Normalize(text));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2024-13-01T00:00:00.000Z")]
    [InlineData("2023-02-29T00:00:00.000Z")]
    [InlineData("0000-01-01T00:00:00.000Z")]
    [InlineData("10000-01-01T00:00:00.000Z")]
    [InlineData("-0001-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00+02:00")]
    [InlineData("9999-12-31T23:59:59-02:00")]
    [InlineData("2024-01-31T12:00:00.000000000000000000000Z")]
    public void What_is_no_date_is_refused(string text) => Refused.With(ErrorCode.InvalidJson, () => IsoDate.Parse(text));
}
