using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Execution;

/// <summary>The statements that touch what accounts keep beside their fields.</summary>
internal sealed class AccountStore(PostgresDatabase database, SchemaRegistry registry) : IAccountStore
{
    private static readonly Identifier Hash = Identifier.Internal(UserClass.HashedPassword);
    private static readonly Identifier Attempts = Identifier.Internal(UserClass.FailedLogins);
    private static readonly Identifier LockedUntil = Identifier.Internal(UserClass.LockedUntil);
    private static readonly Identifier ChangedAt = Identifier.Internal(UserClass.PasswordChangedAt);
    private static readonly Identifier History = Identifier.Internal(UserClass.PasswordHistory);

    /// <summary>More links than this one user has no use for.</summary>
    private const int MaxTokens = 5;

    /// <summary>More than an attempt adds.</summary>
    private const int Swept = 10;

    /// <summary>A count that a crash may lose is not worth the wait for the disk, whose time would tell that there is such a user.</summary>
    private static readonly SqlText WithoutWaiting = SqlText.Of($"set_config('synchronous_commit', 'off', true) IS NOT NULL");

    public Task<Account?> FindAsync(App app, string userId, CancellationToken cancellationToken) => QueryAsync(
        app,
        users => SqlText.Of($"SELECT {AccountRow.Columns(users.Class)} FROM {users.Table} WHERE \"objectId\" = $1"),
        AccountRow.Read,
        cancellationToken,
        Text(userId));

    public Task<Account?> FindByEmailAsync(App app, string email, CancellationToken cancellationToken) => QueryAsync(
        app,
        users => SqlText.Of($"SELECT {AccountRow.Columns(users.Class)} FROM {users.Table} WHERE (lower({users.Email}) = lower($1) OR (lower({users.Name}) = lower($1) AND {users.Email} IS NULL)) AND (_rperm IS DISTINCT FROM '{{}}' OR _wperm IS DISTINCT FROM '{{}}') ORDER BY {users.Email} NULLS LAST LIMIT 1"),
        AccountRow.Read,
        cancellationToken,
        Text(email));

    public async Task<bool> AddTokenAsync(App app, AccountToken token, Account account, string hash, DateTimeOffset now, DateTimeOffset? expiresAt, bool keepsValid, CancellationToken cancellationToken)
    {
        var (hashes, expires) = (Identifier.Internal(token.Hashes), Identifier.Internal(token.ExpiresAt));
        var added = await QueryAsync(
            app,
            users => SqlText.Of($"UPDATE {users.Table} SET {hashes} = CASE WHEN $6 AND {expires} > $4 THEN (array_prepend($3, {hashes}))[1:{MaxTokens}] ELSE ARRAY[$3] END, {expires} = CASE WHEN $6 AND {expires} > $4 THEN {expires} ELSE $5 END WHERE \"objectId\" = $1 AND {users.Email} IS NOT DISTINCT FROM $2 RETURNING true"),
            reader => new Counted(reader.GetBoolean(0)),
            cancellationToken,
            Text(account.UserId),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)account.Email ?? DBNull.Value },
            Text(hash),
            Instant(now),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = expiresAt is { } at ? at.UtcDateTime : DBNull.Value },
            new NpgsqlParameter<bool> { TypedValue = keepsValid });
        return added is not null;
    }

    public Task<Account?> FindByTokenAsync(App app, TokenCondition condition, string userId, CancellationToken cancellationToken) => QueryAsync(
        app,
        users => SqlText.Of($"SELECT {AccountRow.Columns(users.Class)} FROM {users.Table} WHERE \"objectId\" = $1 AND {TokenSql.Holds(condition.Token, SqlText.Of($"$2"), SqlText.Of($"$3"))}"),
        AccountRow.Read,
        cancellationToken,
        Text(userId),
        Text(condition.Hash),
        Instant(condition.Now));

    public async Task<bool> CountAttemptAsync(App app, string userId, bool succeeded, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken)
    {
        var counted = await QueryAsync(
            app,
            users => succeeded
                ? SqlText.Of($"UPDATE {users.Table} SET {Attempts} = 0, {LockedUntil} = NULL WHERE \"objectId\" = $1 AND ({LockedUntil} IS NULL OR {LockedUntil} <= $2) AND $3 > 0 AND $4 IS NOT NULL AND {WithoutWaiting} RETURNING true")
                : SqlText.Of($"UPDATE {users.Table} SET {Attempts} = coalesce({Attempts}, 0) + 1, {LockedUntil} = CASE WHEN coalesce({Attempts}, 0) + 1 >= $3 THEN $4 END WHERE \"objectId\" = $1 AND ({LockedUntil} IS NULL OR {LockedUntil} <= $2) AND {WithoutWaiting} RETURNING true"),
            reader => new Counted(reader.GetBoolean(0)),
            cancellationToken,
            Text(userId),
            Instant(now),
            new NpgsqlParameter<int> { TypedValue = threshold },
            Instant(lockedUntil));
        return counted is not null;
    }

    public async Task<bool> CountUnknownAsync(App app, string name, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken)
    {
        // Each attempt takes some old rows away, so that there are never more than the attempts of a day.
        var table = Identifier.Table(app.DatabaseSchema, AppTable.UnknownLogIns);
        var counted = await QueryAsync(
            app,
            _ => SqlText.Of($"WITH old AS (DELETE FROM {table} WHERE name IN (SELECT name FROM {table} WHERE tried_at < $5 AND name <> $1 ORDER BY tried_at LIMIT {Swept} FOR UPDATE SKIP LOCKED)) INSERT INTO {table} AS u (name, failed, locked_until, tried_at) SELECT $1, 1, CASE WHEN 1 >= $3 THEN $4 END, $2 WHERE {WithoutWaiting} ON CONFLICT (name) DO UPDATE SET failed = u.failed + 1, locked_until = CASE WHEN u.failed + 1 >= $3 THEN $4 END, tried_at = $2 WHERE u.locked_until IS NULL OR u.locked_until <= $2 RETURNING true"),
            reader => new Counted(reader.GetBoolean(0)),
            cancellationToken,
            Text(name),
            Instant(now),
            new NpgsqlParameter<int> { TypedValue = threshold },
            Instant(lockedUntil),
            Instant(now.AddDays(-1)));
        return counted is not null;
    }

    public Task StartPasswordAgeAsync(App app, string userId, DateTimeOffset now, CancellationToken cancellationToken) => QueryAsync<Counted>(
        app,
        users => SqlText.Of($"UPDATE {users.Table} SET {ChangedAt} = $2 WHERE \"objectId\" = $1 AND {ChangedAt} IS NULL"),
        _ => throw new InvalidOperationException("Nothing is returned."),
        cancellationToken,
        Text(userId),
        Instant(now));

    private static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    private static NpgsqlParameter Instant(DateTimeOffset value) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value.UtcDateTime };

    private async Task<T?> QueryAsync<T>(App app, Func<UserTable, SqlText> sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
        where T : class
    {
        try
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            var users = snapshot.Find(UserClass.Name)!;
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql(new UserTable(users, Identifier.Table(snapshot, users))).Text, connection);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private sealed record UserTable(ClassSchema Class, Identifier Table)
    {
        public Identifier Name => Identifier.Column(Class.Find(UserClass.Username)!);

        public Identifier Email => Identifier.Column(Class.Find(UserClass.Email)!);
    }

    private sealed record Counted(bool Value);

    /// <summary>An <see cref="Account"/> as columns.</summary>
    private static class AccountRow
    {
        public static SqlText Columns(ClassSchema users) =>
            SqlText.Of($"\"objectId\", {Identifier.Column(users.Find(UserClass.Username)!)}, {Identifier.Column(users.Find(UserClass.Email)!)}, coalesce(data->{Literal.Key(users.Find(UserClass.EmailVerified)!)} = 'true', false), {Hash}, coalesce({History}, '{{}}'), {ChangedAt}");

        public static Account Read(NpgsqlDataReader reader) => new(
            reader.GetString(0),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.GetBoolean(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            [.. reader.GetFieldValue<string[]>(5)],
            reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6));
    }
}
