using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>The statements that touch password hashes and session tokens.</summary>
internal sealed class UserStore(PostgresDatabase database, SchemaRegistry registry, SessionCache sessions) : IUserStore
{
    public Task<StoredUser?> FindAsync(App app, string login, CancellationToken cancellationToken) => QueryAsync(
        app,
        snapshot =>
        {
            var users = snapshot.Find(UserClass.Name)!;
            var (name, email) = (Identifier.Column(users.Find(UserClass.Username)!), Identifier.Column(users.Find(UserClass.Email)!));
            return SqlText.Of($"SELECT \"objectId\", {Identifier.Internal(UserClass.HashedPassword)} FROM {Identifier.Table(snapshot, users)} WHERE (lower({name}) = lower($1) OR lower({email}) = lower($1)) AND (_rperm IS DISTINCT FROM '{{}}' OR _wperm IS DISTINCT FROM '{{}}') ORDER BY (lower({name}) = lower($1)) IS TRUE DESC LIMIT 1");
        },
        reader => new StoredUser(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)),
        cancellationToken,
        login);

    public ValueTask<StoredSession?> FindSessionAsync(App app, string tokenHash, CancellationToken cancellationToken) =>
        sessions.Find(app, tokenHash) is { } known ? ValueTask.FromResult<StoredSession?>(known) : new(ReadSessionAsync(app, tokenHash, cancellationToken));

    private async Task<StoredSession?> ReadSessionAsync(App app, string tokenHash, CancellationToken cancellationToken)
    {
        var generation = sessions.Generation;
        var session = await QuerySessionAsync(app, tokenHash, cancellationToken);
        if (session is not null)
            sessions.Keep(app, tokenHash, session, generation);
        return session;
    }

    private Task<StoredSession?> QuerySessionAsync(App app, string tokenHash, CancellationToken cancellationToken) => QueryAsync(
        app,
        snapshot =>
        {
            var (schema, users, roles) = (snapshot.Find(SessionClass.Name)!, snapshot.Find(UserClass.Name)!, snapshot.Find(RoleClass.Name)!);
            var members = Identifier.JoinTable(snapshot, roles, roles.Find(RoleClass.Users)!);
            var inherited = Identifier.JoinTable(snapshot, roles, roles.Find(RoleClass.Roles)!);
            // UNION drops what is there already, so a circle of roles ends.
            return SqlText.Of($"WITH RECURSIVE s AS (SELECT s.\"objectId\" AS id, u.\"objectId\" AS owner, s.data->>{Literal.Key(schema.Find(SessionClass.ExpiresAt)!)} AS expires, u.data->{Literal.Key(users.Find(UserClass.AuthData)!)} ? 'anonymous' AS anonymous FROM {Identifier.Table(snapshot, schema)} s JOIN {Identifier.Table(snapshot, users)} u ON u.\"objectId\" = s.{Identifier.Column(schema.Find(SessionClass.User)!)} WHERE s.{Identifier.Internal(SessionClass.TokenHash)} = $1), r(id) AS (SELECT j.\"owningId\" FROM {members} j JOIN s ON j.\"relatedId\" = s.owner UNION SELECT j.\"owningId\" FROM {inherited} j JOIN r ON j.\"relatedId\" = r.id) SELECT s.id, s.owner, s.expires, ARRAY(SELECT o.{Identifier.Column(roles.Find(RoleClass.RoleName)!)} FROM r JOIN {Identifier.Table(snapshot, roles)} o ON o.\"objectId\" = r.id ORDER BY 1), coalesce(s.anonymous, false) FROM s");
        },
        reader => new StoredSession(reader.GetString(0), reader.GetString(1), IsoDate.Parse(reader.GetString(2)), [.. reader.GetFieldValue<string[]>(3)]) { IsAnonymousUser = reader.GetBoolean(4) },
        cancellationToken,
        tokenHash);

    public async Task ExtendSessionAsync(App app, StoredSession session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await ExtendAsync(app, session, expiresAt, cancellationToken);
        sessions.Drop(new SessionChange(app.DatabaseSchema, SessionChangeKind.Session, session.ObjectId));
    }

    private Task ExtendAsync(App app, StoredSession session, DateTimeOffset expiresAt, CancellationToken cancellationToken) => QueryAsync<object>(
        app,
        snapshot =>
        {
            var schema = snapshot.Find(SessionClass.Name)!;
            return SqlText.Of($"UPDATE {Identifier.Table(snapshot, schema)} SET \"updatedAt\" = date_trunc('milliseconds', now()), data = data || jsonb_build_object({Literal.Key(schema.Find(SessionClass.ExpiresAt)!)}, $1) WHERE \"objectId\" = $2");
        },
        reader => reader,
        cancellationToken,
        IsoDate.Format(expiresAt),
        session.ObjectId);

    public Task ReplaceHashAsync(App app, StoredUser user, string newHash, CancellationToken cancellationToken)
    {
        var column = Identifier.Internal(UserClass.HashedPassword);
        return QueryAsync<object>(
            app,
            snapshot => SqlText.Of($"UPDATE {Identifier.Table(snapshot, snapshot.Find(UserClass.Name)!)} SET {column} = $1 WHERE \"objectId\" = $2 AND {column} = $3"),
            reader => reader,
            cancellationToken,
            newHash,
            user.ObjectId,
            user.PasswordHash!);
    }

    private async Task<T?> QueryAsync<T>(App app, Func<SchemaSnapshot, SqlText> sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params string[] parameters)
        where T : class
    {
        try
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql(snapshot).Text, connection);
            foreach (var parameter in parameters)
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
