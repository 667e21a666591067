using System.Diagnostics;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Two servers of one database: what one changes, the other knows at once, and what nobody changes is not read again.</summary>
public sealed class SessionCacheScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new();
    private TestDatabase _database = null!;
    private WebApplication _first = null!, _second = null!;
    private App _app = null!;
    private string _user = null!, _token = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IUserStore Second => _second.Services.GetRequiredService<IUserStore>();

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        (_first, _second) = (await StartAsync(), await StartAsync());
        _app = await _first.Services.GetRequiredService<IAppStore>().CreateAsync("cached", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true }, Ct);
        (_user, _token) = await SignUpAsync("ada");
        await WarmAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in new[] { _first, _second })
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Roles_count_on_the_other_server_at_once()
    {
        var (role, parent) = (await RoleAsync("role", _user), await RoleAsync("parent", null));
        await EventuallyAsync(["role"], "joining a role");
        (await Master().PutAsync($"/parse/roles/{parent}", Members("roles", "_Role", role, "AddRelation"))).Expect(200);
        await EventuallyAsync(["parent", "role"], "inheriting a role");
        (await Master().PutAsync($"/parse/roles/{parent}", """{"name":"renamed"}""")).Expect(200);
        await EventuallyAsync(["renamed", "role"], "renaming a role");
        (await Master().PutAsync($"/parse/roles/{parent}", Members("roles", "_Role", role, "RemoveRelation"))).Expect(200);
        await EventuallyAsync(["role"], "no longer inheriting a role");
        (await Master().PutAsync($"/parse/roles/{role}", Members("users", "_User", _user, "RemoveRelation"))).Expect(200);
        await EventuallyAsync([], "leaving a role");
        (await Master().PutAsync($"/parse/roles/{role}", Members("users", "_User", _user, "AddRelation"))).Expect(200);
        await EventuallyAsync(["role"], "joining again");
        (await Master().DeleteAsync($"/parse/roles/{role}")).Expect(200);
        await EventuallyAsync([], "deleting a role");
        await RoleAsync("last", _user);
        await EventuallyAsync(["last"], "a new role");
        (await Master().DeleteAsync("/parse/purge/_Role")).Expect(200);
        await EventuallyAsync([], "purging roles");
    }

    [Theory]
    [InlineData("log-out")]
    [InlineData("password")]
    [InlineData("session")]
    [InlineData("user")]
    [InlineData("purge")]
    [InlineData("operator")]
    public async Task A_session_that_has_ended_is_refused_by_both_servers(string how)
    {
        var answer = how switch
        {
            "log-out" => await As(_first, _token).PostAsync("/parse/logout", "{}"),
            "password" => await Master().PutAsync($"/parse/users/{_user}", """{"password":"changed"}"""),
            "session" => await Master().DeleteAsync($"/parse/sessions/{(await As(_first, _token).GetAsync("/parse/sessions/me")).Json.GetProperty("objectId").GetString()}"),
            "user" => await As(_first, _token).DeleteAsync($"/parse/users/{_user}"),
            "purge" => await Master().DeleteAsync("/parse/purge/_Session"),
            _ => null,
        };
        answer?.Expect(200);
        if (answer is null)
            await ExecuteAsync($"DELETE FROM {_app.DatabaseSchema}.\"_Session\"");
        else
            (await As(_first, _token).GetAsync("/parse/users/me")).ExpectError(209);
        await EventuallyAsync(null, how);
        (await As(_second, _token).GetAsync("/parse/users/me")).ExpectError(209, "Invalid session token");
    }

    [Fact]
    public async Task What_others_do_drops_nobody()
    {
        var known = await WarmAsync();
        var (other, token) = await SignUpAsync("bob");
        (await As(_first, token).PutAsync($"/parse/users/{other}", """{"nick":"b"}""")).Expect(200);
        await RoleAsync("bobs", other);
        var device = Anonymous(_first);
        device.Headers["X-Parse-Installation-Id"] = "device";
        for (var i = 0; i < 2; i++)
            (await device.PostAsync("/parse/login", """{"username":"bob","password":"secret"}""")).Expect(200);
        (await As(_first, token).PostAsync("/parse/logout", "{}")).Expect(200);
        (await Master().DeleteAsync($"/parse/users/{other}")).Expect(200);
        await Master().CreateAsync("Ordinary", """{"a":1}""");

        // Notifications come in the order of the commits: once this one is here, all others have been.
        (await Master().PutAsync($"/parse/users/{_user}", """{"authData":{"anonymous":{"id":"marker"}}}""")).Expect(200);
        var changed = await ChangedAsync(known);
        Assert.True(changed.IsAnonymousUser);
        Assert.Same(changed, await FindAsync());
        var afterwards = await SignUpAsync("carl");
        (await As(_first, afterwards.Token).GetAsync("/parse/users/me")).Expect(200);
        Assert.Same(changed, await FindAsync());
    }

    [Fact]
    public async Task An_ordinary_write_notifies_nobody()
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(Ct);
        var heard = new List<string>();
        connection.Notification += (_, notification) => heard.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN backendinfra_sessions", connection))
            await listen.ExecuteNonQueryAsync(Ct);

        var id = await Master().CreateAsync("Ordinary", """{"a":1}""");
        (await Master().PutAsync($"/parse/classes/Ordinary/{id}", """{"a":2}""")).Expect(200);
        (await Master().DeleteAsync($"/parse/classes/Ordinary/{id}")).Expect(200);
        await SignUpAsync("dora");
        (await Anonymous(_first).PostAsync("/parse/login", """{"username":"dora","password":"secret"}""")).Expect(200);
        (await Master().PutAsync($"/parse/users/{_user}", """{"nick":"a"}""")).Expect(200);
        await ExecuteAsync("SELECT pg_notify('backendinfra_sessions', 'end')");
        while (!heard.Contains("end"))
            await connection.WaitAsync(Ct);
        Assert.Equal(["end"], heard);
    }

    [Fact]
    public async Task Nothing_is_kept_while_nobody_tells_of_changes()
    {
        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'");
        (await Master().DeleteAsync($"/parse/users/{_user}")).Expect(200);
        await EventuallyAsync(null, "a change that was not told");
        (_user, _token) = await SignUpAsync("ada");
        await WarmAsync();
    }

    private static string Members(string field, string className, string id, string operation) =>
        $$$$"""{"{{{{field}}}}":{"__op":"{{{{operation}}}}","objects":[{"__type":"Pointer","className":"{{{{className}}}}","objectId":"{{{{id}}}}"}]}}""";

    private async Task<WebApplication> StartAsync()
    {
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={_database.ConnectionString}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddPostgres(builder.Configuration);
        var server = ServerHost.Build(builder);
        await server.StartAsync(Ct);
        return server;
    }

    private RestClient Anonymous(WebApplication server) => new(_http, new Uri(server.Urls.First()), _app);

    private RestClient Master() => new(_http, new Uri(_first.Urls.First()), _app) { Headers = { ["X-Parse-Master-Key"] = _app.Keys.Master } };

    private RestClient As(WebApplication server, string token) => new(_http, new Uri(server.Urls.First()), _app) { Headers = { ["X-Parse-Session-Token"] = token } };

    private async Task<(string Id, string Token)> SignUpAsync(string name)
    {
        var json = (await Anonymous(_first).PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"secret"}""")).Expect(201).Json;
        return (json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }

    private async Task<string> RoleAsync(string name, string? userId)
    {
        var members = userId is null ? "" : "," + Members("users", "_User", userId, "AddRelation")[1..^1];
        return (await Master().PostAsync("/parse/roles", $$$"""{"name":"{{{name}}}","ACL":{"*":{"read":true}}{{{members}}} }""")).Expect(201).Json.GetProperty("objectId").GetString()!;
    }

    private async Task<StoredSession?> FindAsync() => await Second.FindSessionAsync(_app, SessionToken.Hash(_token), Ct);

    /// <summary>Waits until the second server has the session in memory.</summary>
    private async Task<StoredSession> WarmAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await FindAsync() is { } session && ReferenceEquals(session, await FindAsync()))
                return session;
            Assert.True(clock.Elapsed < Patience, "The session is not kept.");
            await Task.Delay(20, Ct);
        }
    }

    private async Task<StoredSession> ChangedAsync(StoredSession known)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await FindAsync() is { } session && !ReferenceEquals(session, known))
                return session;
            Assert.True(clock.Elapsed < Patience, "The session has not changed.");
            await Task.Delay(5, Ct);
        }
    }

    /// <summary>Waits until the second server knows; a stale entry would outlast this by far.</summary>
    private async Task EventuallyAsync(string[]? roles, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var session = await FindAsync();
            if (roles is null ? session is null : session is not null && session.Roles.Order().SequenceEqual(roles))
                break;
            Assert.True(clock.Elapsed < Patience, $"{what}: the other server has not heard.");
            await Task.Delay(2, Ct);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {clock.Elapsed.TotalMilliseconds:F1} ms");
        if (roles is not null)
            await WarmAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
