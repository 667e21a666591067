using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Users;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Execution;

/// <summary>The statements that touch second factors.</summary>
internal sealed class MfaStore(PostgresDatabase database, SchemaRegistry registry) : IMfaStore
{
    private static readonly Identifier Secret = Identifier.Internal(UserClass.MfaSecret);
    private static readonly Identifier Step = Identifier.Internal(UserClass.MfaStep);
    private static readonly Identifier Recovery = Identifier.Internal(UserClass.MfaRecovery);
    private static readonly Identifier Attempts = Identifier.Internal(UserClass.MfaAttempts);
    private static readonly Identifier LockedUntil = Identifier.Internal(UserClass.MfaLockedUntil);

    public async Task<bool> IsOnAsync(App app, string userId, CancellationToken cancellationToken) =>
        await ReadAsync(app, users => SqlText.Of($"SELECT {Secret} FROM {users} WHERE \"objectId\" = $1 AND {Secret} IS NOT NULL"), cancellationToken, Text(userId)) is not null;

    public async Task<MfaAttempt?> AttemptAsync(App app, string userId, int attempts, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(
            app,
            users =>
            {
                var count = SqlText.Of($"CASE WHEN {LockedUntil} IS NULL THEN coalesce({Attempts}, 0) + 1 ELSE 1 END");
                return SqlText.Of($"WITH counted AS (UPDATE {users} SET {Attempts} = {count}, {LockedUntil} = CASE WHEN {count} >= $2 THEN $4 END WHERE \"objectId\" = $1 AND {Secret} IS NOT NULL AND ({LockedUntil} IS NULL OR {LockedUntil} <= $3) RETURNING {Secret}) SELECT (SELECT {Secret} FROM counted) FROM {users} WHERE \"objectId\" = $1 AND {Secret} IS NOT NULL");
            },
            cancellationToken,
            Text(userId),
            new NpgsqlParameter<int> { TypedValue = attempts },
            Instant(now),
            Instant(lockedUntil));
        return row is [var secret] ? new MfaAttempt(secret) : null;
    }

    public async Task<bool> UseStepAsync(App app, string userId, string secret, int step, CancellationToken cancellationToken) => await ReadAsync(
        app,
        users => SqlText.Of($"UPDATE {users} SET {Step} = $3, {Attempts} = 0, {LockedUntil} = NULL WHERE \"objectId\" = $1 AND {Secret} = $2 AND ({Step} IS NULL OR {Step} < $3) RETURNING \"objectId\""),
        cancellationToken,
        Text(userId),
        Text(secret),
        new NpgsqlParameter<int> { TypedValue = step }) is not null;

    public async Task<bool> UseRecoveryCodeAsync(App app, string userId, string hash, CancellationToken cancellationToken) => await ReadAsync(
        app,
        users => SqlText.Of($"UPDATE {users} SET {Recovery} = array_remove({Recovery}, $2), {Attempts} = 0, {LockedUntil} = NULL WHERE \"objectId\" = $1 AND $2 = ANY({Recovery}) RETURNING \"objectId\""),
        cancellationToken,
        Text(userId),
        Text(hash)) is not null;

    private static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    private static NpgsqlParameter Instant(DateTimeOffset value) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value.UtcDateTime };

    /// <returns>The only column of the first row; null without a row.</returns>
    private async Task<string?[]?> ReadAsync(App app, Func<Identifier, SqlText> sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        try
        {
            var snapshot = await registry.GetAsync(app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql(Identifier.Table(snapshot, snapshot.Find(UserClass.Name)!)).Text, connection);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? [reader.IsDBNull(0) ? null : reader.GetString(0)] : null;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
