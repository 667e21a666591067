using System.Net.Http.Json;
using System.Text.Json;
using BackendInfra.Tests.Shared;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

/// <summary>Tests an app of yours against the server in a container, beside a PostgreSQL in another one.</summary>
public sealed class ContainerExample
{
    [Fact]
    public async Task A_test_begins_with_an_empty_app()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await ContainerEngine.AnswersAsync(cancellationToken), "No container engine answers.");
        await using var network = new NetworkBuilder().Build();
        await using var database = new PostgreSqlBuilder("postgres:18")
            .WithNetwork(network)
            .WithNetworkAliases("database")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --lc-collate=C --lc-ctype=C.UTF-8")
            .Build();
        await database.StartAsync(cancellationToken);

        var image = new ImageFromDockerfileBuilder().WithDockerfileDirectory(Repository.Root).WithName("backendinfra:tests").Build();
        await image.CreateAsync(cancellationToken);
        await using var server = new ContainerBuilder(image)
            .WithNetwork(network)
            .WithPortBinding(1337, assignRandomHostPort: true)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Testing")
            .WithEnvironment("BACKENDINFRA__Testing", "true")
            .WithEnvironment("BACKENDINFRA__Postgres__ConnectionString", $"Host=database;Database={PostgreSqlBuilder.DefaultDatabase};Username={PostgreSqlBuilder.DefaultUsername};Password={PostgreSqlBuilder.DefaultPassword}")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPath("/health").ForPort(1337)))
            .Build();
        await server.StartAsync(cancellationToken);

        // The tests run outside of the container, from where no master key is taken by default.
        await RunAsync(server, "app", "create", "tests", "--id", "tests");
        await RunAsync(server, "app", "set", "tests", """masterKeyIps=["0.0.0.0/0"]""");
        var keys = await RunAsync(server, "app", "keys", "tests");

        using var master = new HttpClient { BaseAddress = new Uri($"http://{server.Hostname}:{server.GetMappedPublicPort(1337)}/parse/") };
        master.DefaultRequestHeaders.Add("X-Parse-Application-Id", "tests");
        master.DefaultRequestHeaders.Add("X-Parse-Master-Key", keys.Split('\n').Single(line => line.StartsWith("Master key ", StringComparison.Ordinal)).Split(' ')[^1]);

        // Before each test.
        (await master.PostAsync("testing/reset", null, cancellationToken)).EnsureSuccessStatusCode();
        (await master.PostAsJsonAsync("classes/Todo", new { title = "Write tests" }, cancellationToken)).EnsureSuccessStatusCode();
        var answer = await master.GetFromJsonAsync<JsonElement>("classes/Todo", cancellationToken);
        Assert.Equal(1, answer.GetProperty("results").GetArrayLength());
    }

    private static async Task<string> RunAsync(IContainer server, params string[] arguments)
    {
        var result = await server.ExecAsync(["dotnet", "BackendInfra.Server.dll", .. arguments], TestContext.Current.CancellationToken);
        return result.ExitCode == 0 ? result.Stdout : throw new InvalidOperationException(result.Stderr);
    }
}
