using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Doubles of GitHub, Facebook and an operator's own service on loopback, which know their tokens by heart.</summary>
public sealed class TokenServices : IAsyncLifetime
{
    private WebApplication? _app;

    public string Address { get; private set; } = "";

    /// <summary>What the operator's service was asked.</summary>
    public ConcurrentQueue<(string Authorization, JsonElement Body)> Asked { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/applications/{clientId}/token", GitHub);
        _app.MapGet("/debug_token", Facebook);
        _app.MapPost("/own", Own);
        _app.MapPost("/broken", () => Results.StatusCode(500));
        _app.MapPost("/redirect", () => Results.Redirect("/own", permanent: false, preserveMethod: true));
        await _app.StartAsync();
        Address = _app.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static IResult GitHub(string clientId, HttpRequest request, TokenQuestion question)
    {
        var basic = Convert.ToBase64String("gh-app:gh-secret"u8);
        return clientId == "gh-app" && request.Headers.Authorization == $"Basic {basic}" && question.access_token.StartsWith("gh-token-", StringComparison.Ordinal)
            ? Results.Json(new { app = new { client_id = clientId }, user = new { login = "octocat", id = long.Parse(question.access_token["gh-token-".Length..], System.Globalization.CultureInfo.InvariantCulture) } })
            : Results.NotFound(new { message = "Not Found" });
    }

    private static IResult Facebook(string input_token, string access_token) => access_token != "fb-app|fb-secret"
        ? Results.BadRequest(new { error = new { message = "Invalid application" } })
        : Results.Json(new
        {
            data = input_token switch
            {
                "fb-token-7" => new { app_id = "fb-app", is_valid = true, user_id = "7" },
                "fb-token-other-app" => new { app_id = "other", is_valid = true, user_id = "7" },
                _ => new { app_id = "fb-app", is_valid = false, user_id = "7" },
            },
        });

    private IResult Own(HttpRequest request, JsonElement body)
    {
        Asked.Enqueue((request.Headers.Authorization.ToString(), body.Clone()));
        return body.GetProperty("authData").GetProperty("pin").GetString() switch
        {
            "right" => Results.Ok(),
            "somebody else" => Results.Json(new { id = "somebody else" }),
            "same" => Results.Json(new { id = body.GetProperty("authData").GetProperty("id").GetString() }),
            _ => Results.StatusCode(403),
        };
    }

    private sealed record TokenQuestion(string access_token);
}
