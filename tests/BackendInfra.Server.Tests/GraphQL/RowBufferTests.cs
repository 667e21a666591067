using System.Buffers;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Execution;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class RowBufferTests
{
    [Fact]
    public async Task An_answer_that_memory_should_not_hold_is_refused()
    {
        using var rows = new RowBuffer();
        var megabyte = new byte[1024 * 1024];
        var written = 0;

        var refusal = await Assert.ThrowsAsync<ParseException>(async () =>
        {
            for (; written < 100; written++)
            {
                rows.BeginRow();
                rows.Column(0).Write(megabyte);
                await rows.EndRowAsync(TestContext.Current.CancellationToken);
            }
        });

        Assert.Equal(ErrorCode.InvalidQuery, refusal.Code);
        Assert.Equal(64, written);
    }
}
