using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Users;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Looks identities up in <see cref="AuthIdentities"/>.</summary>
internal sealed class AuthStore(PostgresDatabase database, SchemaRegistry registry) : IAuthStore
{
    public async Task<IReadOnlyList<LinkedUser>> FindAsync(App app, IReadOnlyDictionary<string, string> identities, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            var users = Identifier.Table(snapshot, snapshot.Find(UserClass.Name)!);
            var sql = SqlText.Of($"SELECT a.provider, u.\"objectId\", (u._rperm = '{{}}' AND u._wperm = '{{}}') IS TRUE FROM unnest($1, $2) i(provider, id) JOIN {AuthIdentities.Table(snapshot)} a ON a.provider = i.provider AND a.id = i.id JOIN {users} u ON u.\"objectId\" = a.\"userId\" ORDER BY 1");
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql.Text, connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. identities.Keys] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. identities.Values] });
            var found = new List<LinkedUser>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                found.Add(new LinkedUser(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
            return found;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
