using BackendInfra.Core.Errors;
using Xunit;

namespace BackendInfra.Core.Tests;

/// <summary>Asserts refusals by their code, which clients switch on.</summary>
internal static class Refused
{
    public static ParseException With(ErrorCode code, Action action)
    {
        var refusal = Assert.Throws<ParseException>(action);
        Assert.True(code == refusal.Code, $"{refusal.Code}: {refusal.Message}");
        return refusal;
    }

    public static void With(ErrorCode code, string message, Action action) => Assert.Equal(message, With(code, action).Message);

    public static async Task<ParseException> WithAsync(ErrorCode code, Func<Task> action)
    {
        var refusal = await Assert.ThrowsAsync<ParseException>(action);
        Assert.True(code == refusal.Code, $"{refusal.Code}: {refusal.Message}");
        return refusal;
    }
}
