using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>npm's <c>oidc-provider</c> on loopback, as a process of its own.</summary>
public sealed class OidcService : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _node;

    public string Issuer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", "oidc-service.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        })!;
        _node.ErrorDataReceived += (_, _) => { };
        _node.BeginErrorReadLine();
        Issuer = await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("oidc-provider did not start.");
    }

    /// <summary>The ID token of somebody who has logged in there, through its pages.</summary>
    public Task<string> LogInAsync(string login, string clientId = "app", string? nonce = null) => AskAsync(new { login, clientId, nonce });

    /// <summary>A token with claims at will, signed by the service's key unless another algorithm is named.</summary>
    public Task<string> ForgeAsync(object claims, string alg = "RS256") => AskAsync(new { claims, alg });

    public async ValueTask DisposeAsync()
    {
        if (_node is null)
            return;
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
        _turn.Dispose();
    }

    private async Task<string> AskAsync(object question)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _node!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
            await _node.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            return await _node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("oidc-provider has ended.");
        }
        finally
        {
            _turn.Release();
        }
    }
}
