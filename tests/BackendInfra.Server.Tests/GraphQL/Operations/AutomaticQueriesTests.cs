using BackendInfra.Server.GraphQL.Documents;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

public sealed class AutomaticQueriesTests
{
    [Fact]
    public void A_client_that_sends_many_documents_pushes_out_its_own_only()
    {
        var queries = new AutomaticQueries();
        queries.Add("kept", "{ health }", "other");
        for (var i = 0; i < 10 * AutomaticQueries.MaxPerClient; i++)
            queries.Add($"{i}", $"{i}", "greedy");

        Assert.Equal("{ health }", queries.Find("kept"));
        Assert.Equal(AutomaticQueries.MaxPerClient + 1, queries.Count);
        Assert.Null(queries.Find("0"));
    }

    [Fact]
    public void All_clients_together_have_bounded_room_and_what_is_used_stays()
    {
        var queries = new AutomaticQueries();
        queries.Add("used", "used", "first");
        for (var i = 0; i < 2 * AutomaticQueries.MaxCount; i++)
        {
            queries.Add($"{i}", $"{i}", $"client {i}");
            Assert.NotNull(queries.Find("used"));
        }

        Assert.Equal(AutomaticQueries.MaxCount, queries.Count);
    }

    [Fact]
    public void Long_documents_are_not_kept()
    {
        var queries = new AutomaticQueries();
        queries.Add("long", new string('a', AutomaticQueries.MaxLength + 1), "client");

        Assert.Null(queries.Find("long"));
    }
}
