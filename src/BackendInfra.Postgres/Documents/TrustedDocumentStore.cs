using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Errors;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Documents;

/// <summary>The trusted list as a table of the app. A change is told like one of the app itself: what servers keep of documents, they keep with the app.</summary>
internal sealed class TrustedDocumentStore(PostgresDatabase database, AppStore apps) : ITrustedDocumentStore
{
    private const int MaxDocuments = 20_000;

    public Task<string?> FindAsync(App app, string id, CancellationToken cancellationToken)
    {
        var hash = id.StartsWith(DocumentIds.HashPrefix, StringComparison.Ordinal) ? id[DocumentIds.HashPrefix.Length..] : "";
        return RunAsync(
            SqlText.Of($"SELECT document FROM {Table(app)} WHERE id = $1 OR hash = $2 ORDER BY id = $1 DESC LIMIT 1"),
            [Text(id), Text(hash)],
            async command => await command.ExecuteScalarAsync(cancellationToken) as string,
            cancellationToken);
    }

    public Task<IReadOnlyList<TrustedDocument>> ListAsync(App app, string after, int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<TrustedDocument>>(
        SqlText.Of($"SELECT id, document, hash, created_at FROM {Table(app)} WHERE id > $1 ORDER BY id LIMIT $2"),
        [Text(after), new NpgsqlParameter<int> { TypedValue = limit }],
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var documents = new List<TrustedDocument>();
            while (await reader.ReadAsync(cancellationToken))
                documents.Add(new TrustedDocument(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
            return documents;
        },
        cancellationToken);

    public async Task AddAsync(App app, ImmutableArray<TrustedDocument> documents, bool replaces, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters =
        [
            List(documents.Select(document => document.Id)),
            List(documents.Select(document => document.Text)),
            List(documents.Select(document => document.Hash)),
        ];

        // Sorted, so that two uploads at once lock rows in one order.
        var sql = SqlText.Of($"INSERT INTO {Table(app)} AS d (id, document, hash, created_at) SELECT n.id, n.document, n.hash, now() FROM unnest($1, $2, $3) n(id, document, hash) ORDER BY n.id ON CONFLICT (id) DO UPDATE SET document = excluded.document, hash = excluded.hash WHERE d.hash <> excluded.hash");
        var others = SqlText.Of($"DELETE FROM {Table(app)} WHERE id <> ALL ($1)");
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (replaces)
                await ExecuteAsync(connection, others, [parameters[0].Clone()], cancellationToken);
            await ExecuteAsync(connection, sql, parameters, cancellationToken);
            await using (var count = new NpgsqlCommand(SqlText.Of($"SELECT count(*) FROM {Table(app)}").Text, connection))
            {
                if (await count.ExecuteScalarAsync(cancellationToken) is > (long)MaxDocuments)
                    throw new ParseException(ErrorCode.ExceededQuota, $"A trusted list may hold at most {MaxDocuments} documents. Replace the list, or delete documents that no client uses any more.");
            }

            await NotifyAsync(connection, app, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }

        apps.Forget(app.Id);
    }

    public async Task<bool> DeleteAsync(App app, string id, CancellationToken cancellationToken)
    {
        var deleted = await RunAsync(
            SqlText.Of($"DELETE FROM {Table(app)} WHERE id = $1"),
            [Text(id)],
            async command =>
            {
                var rows = await command.ExecuteNonQueryAsync(cancellationToken);
                await NotifyAsync(command.Connection!, app, cancellationToken);
                return rows > 0;
            },
            cancellationToken);
        apps.Forget(app.Id);
        return deleted;
    }

    private async Task<T> RunAsync<T>(SqlText sql, NpgsqlParameter[] parameters, Func<NpgsqlCommand, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql.Text, connection);
            command.Parameters.AddRange(parameters);
            return await run(command);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, SqlText sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.Text, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task NotifyAsync(NpgsqlConnection connection, App app, CancellationToken cancellationToken)
    {
        await using var notify = new NpgsqlCommand($"SELECT pg_notify('{AppStore.Channel}', $1)", connection);
        notify.Parameters.Add(Text(app.Id));
        await notify.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Identifier Table(App app) => Identifier.Table(app.DatabaseSchema, AppTable.Documents);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter List(IEnumerable<string> texts) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts.ToArray() };
}
