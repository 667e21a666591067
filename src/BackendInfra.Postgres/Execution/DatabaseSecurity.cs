using System.Net;
using BackendInfra.Core.Apps;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Judges the connection string.</summary>
internal sealed class DatabaseSecurity(PostgresDatabase database) : IDatabaseSecurity
{
    public bool HasStrongPassword => Settings.Password is not { Length: > 0 } password || SecretStrength.IsStrong(password);

    public bool IsPrivate => Settings is var settings
        && (settings.SslMode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull || (settings.Host ?? "").Split(',').All(IsOnThisMachine));

    private NpgsqlConnectionStringBuilder Settings => new(database.ConnectionString);

    private static bool IsOnThisMachine(string host) =>
        host.StartsWith('/') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
