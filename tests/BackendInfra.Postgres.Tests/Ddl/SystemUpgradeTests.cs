using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Ddl;

public sealed class SystemUpgradeTests(PostgresServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_of_an_earlier_version_gets_what_its_system_tables_lack()
    {
        await using var host = await PostgresHost.StartAsync(server, null, Ct);
        await host.Registry.ChangeAsync(host.App, SystemClasses.EnsureIn, Ct);
        await host.ExecuteAsync("DROP TABLE app.\"_AuthIdentity\"; DROP FUNCTION app.\"_deriveAuthIdentities\" CASCADE; ALTER TABLE app.\"_User\" DROP COLUMN _failed_login_count", Ct);
        await WriteUserAsync(host, "before", "id-0");

        using (var other = await host.StartAnotherAsync(Ct))
            await other.StopAsync(Ct);
        await WriteUserAsync(host, "after", "id-1");
        Assert.Equal(1, await host.ScalarAsync<long>("SELECT count(*) FROM app.\"_AuthIdentity\" WHERE id = 'id-1'", Ct));
        Assert.Equal(0, await host.ScalarAsync<long>("SELECT count(_failed_login_count) FROM app.\"_User\"", Ct));
        Assert.Equal(ErrorCode.AccountAlreadyLinked, (await Assert.ThrowsAsync<ParseException>(() => WriteUserAsync(host, "again", "id-1"))).Code);
        Assert.Equal(ErrorCode.AccountAlreadyLinked, (await Assert.ThrowsAsync<ParseException>(() => WriteUserAsync(host, "again", "id-0"))).Code);

        // A second start finds nothing to do.
        var mark = await host.ScalarAsync<string>($"SELECT obj_description('{host.App.DatabaseSchema}'::regnamespace, 'pg_namespace')", Ct);
        await host.ExecuteAsync("DROP TRIGGER \"_authData:delete\" ON app.\"_User\"", Ct);
        using (var other = await host.StartAnotherAsync(Ct))
            await other.StopAsync(Ct);
        Assert.StartsWith("BackendInfra ", mark, StringComparison.Ordinal);
        Assert.Equal(0, await host.ScalarAsync<long>("SELECT count(*) FROM pg_trigger WHERE tgname = '_authData:delete'", Ct));
    }

    private static Task WriteUserAsync(PostgresHost host, string name, string id) => host.WriteAsync(
        new WritePlan(WriteKind.Create, UserClass.Name)
        {
            Changes = [new(UserClass.Username, new SetOperation(new StringValue(name)))],
            AuthData = AuthLinks.None with { Linked = AuthLinks.None.Linked.Add("anonymous", id) },
        },
        Ct);
}
