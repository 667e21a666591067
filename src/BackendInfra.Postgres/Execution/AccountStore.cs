using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Postgres.Catalog;
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

    /// <summary>A count that a crash may lose is not worth the wait for the disk, whose time would tell that there is such a user.</summary>
    private static readonly SqlText WithoutWaiting = SqlText.Of($"set_config('synchronous_commit', 'off', true) IS NOT NULL");

    public Task<Account?> FindAsync(App app, string userId, CancellationToken cancellationToken) => QueryAsync(
        app,
        users => SqlText.Of($"SELECT {AccountRow.Columns(users.Class)} FROM {users.Table} WHERE \"objectId\" = $1"),
        AccountRow.Read,
        cancellationToken,
        Text(userId));

    public async Task<bool> CountAttemptAsync(App app, string? userId, bool succeeded, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken)
    {
        var counted = await QueryAsync(
            app,
            users => succeeded
                ? SqlText.Of($"UPDATE {users.Table} SET {Attempts} = 0, {LockedUntil} = NULL WHERE \"objectId\" = $1 AND ({LockedUntil} IS NULL OR {LockedUntil} <= $2) AND $3 > 0 AND $4 IS NOT NULL AND {WithoutWaiting} RETURNING true")
                : SqlText.Of($"UPDATE {users.Table} SET {Attempts} = coalesce({Attempts}, 0) + 1, {LockedUntil} = CASE WHEN coalesce({Attempts}, 0) + 1 >= $3 THEN $4 END WHERE \"objectId\" = $1 AND ({LockedUntil} IS NULL OR {LockedUntil} <= $2) AND {WithoutWaiting} RETURNING true"),
            reader => new Counted(reader.GetBoolean(0)),
            cancellationToken,
            Text(userId ?? ""),
            Instant(now),
            new NpgsqlParameter<int> { TypedValue = threshold },
            Instant(lockedUntil));
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

    private sealed record UserTable(ClassSchema Class, Identifier Table);

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
