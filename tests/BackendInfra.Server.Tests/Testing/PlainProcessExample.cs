using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

/// <summary>Tests an app of yours against the server as a process beside the tests. Nothing has to be installed for it.</summary>
public sealed class PlainProcessExample : IAsyncLifetime
{
    // Published with: dotnet publish src/BackendInfra.Server --output FOLDER
    private static readonly string Server = Path.Combine(AppContext.BaseDirectory, "BackendInfra.Server.dll");

    private readonly string _data = Directory.CreateTempSubdirectory("my-tests-").FullName;
    private readonly HttpClient _master = new();
    private Process? _server;

    /// <summary>Once for all tests: starts the server with a database of its own, and makes an app.</summary>
    public async ValueTask InitializeAsync()
    {
        _server = Run("--urls=http://127.0.0.1:0", "--Testing=true", "--environment=Testing");
        while (await _server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("REST ", StringComparison.Ordinal))
            {
                _master.BaseAddress = new Uri(line.Split(' ')[^1] + "/");
                break;
            }
        }

        await ReadAsync("app", "create", "tests", "--id", "tests");
        var keys = await ReadAsync("app", "keys", "tests");
        var masterKey = keys.Split('\n').Single(line => line.StartsWith("Master key ", StringComparison.Ordinal)).Split(' ')[^1];
        _master.DefaultRequestHeaders.Add("X-Parse-Application-Id", "tests");
        _master.DefaultRequestHeaders.Add("X-Parse-Master-Key", masterKey);
    }

    [Fact]
    public async Task A_test_begins_with_an_empty_app_and_options_of_its_choice()
    {
        // Before each test.
        var cancellationToken = TestContext.Current.CancellationToken;
        (await _master.PostAsync("testing/reset", null, cancellationToken)).EnsureSuccessStatusCode();
        (await _master.PostAsJsonAsync("testing/reconfigure", new { maxLimit = 2 }, cancellationToken)).EnsureSuccessStatusCode();

        for (var i = 0; i < 3; i++)
            (await _master.PostAsJsonAsync("classes/Todo", new { title = $"Todo {i}" }, cancellationToken)).EnsureSuccessStatusCode();
        var answer = await _master.GetFromJsonAsync<JsonElement>("classes/Todo", cancellationToken);
        Assert.Equal(2, answer.GetProperty("results").GetArrayLength());
    }

    public async ValueTask DisposeAsync()
    {
        _master.Dispose();
        if (_server is not null)
        {
            // Its PostgreSQL stops with it.
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    private static async Task<string> ReadAsync(Process process)
    {
        using (process)
        {
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException(output);
        }
    }

    private Task<string> ReadAsync(params string[] arguments) => ReadAsync(Run(arguments));

    private Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Server, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["BACKENDINFRA__Postgres__DataDirectory"] = Path.Combine(_data, "database");
        return Process.Start(start)!;
    }
}
