using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Compiler;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Finds and holds the object that an upsert is about.</summary>
internal static class KeyReader
{
    public static async Task<LockedObject?> LockAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, AuthorizedKey key, CancellationToken cancellationToken)
    {
        var (sql, parameters) = KeyCompiler.Compile(snapshot, key);
        await using var command = WriteCommand.Of(connection, sql, parameters, ReadContext.For(key.Principal));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new LockedObject(reader.GetString(0), reader.GetBoolean(1)) : null;
    }
}
