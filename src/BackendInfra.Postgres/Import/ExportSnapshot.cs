using System.Buffers;
using System.Runtime.CompilerServices;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Import;

internal sealed class ExportSnapshot(NpgsqlConnection connection, SchemaSnapshot snapshot) : IExportSnapshot
{
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ObjectsAsync(ClassSchema schema, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ReadPlan(schema) { Order = [new SortKey(FieldPath.Of(FieldDefinition.ObjectId))], Selection = RestSelection.Everything };
        var statement = ReadCompiler.Compile(snapshot, AccessGate.Authorize(plan, Principal.Master));
        var context = ReadContext.For(Principal.Master);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement.Bind(context) }, Timeout = 0 };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var sink = new OneRow();
        while (await reader.ReadAsync(cancellationToken))
        {
            sink.BeginRow();
            statement.Rows.Write(reader, 0, context, sink);
            yield return sink.Row;
        }
    }

    public async IAsyncEnumerable<RelationMember> MembersAsync(ClassSchema schema, FieldDefinition relation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = SqlText.Of($"SELECT \"owningId\", \"relatedId\" FROM {Identifier.JoinTable(snapshot, schema, relation)} ORDER BY 1, 2");
        await using var command = new NpgsqlCommand(sql.Text, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new RelationMember(reader.GetString(0), reader.GetString(1));
    }

    /// <summary>Holds the current row.</summary>
    private sealed class OneRow : RowSink
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(1024);

        public ReadOnlyMemory<byte> Row => _buffer.WrittenMemory;

        public override void Total(long count)
        {
        }

        public override void BeginRow() => _buffer.ResetWrittenCount();

        public override IBufferWriter<byte> Column(int index) => _buffer;
    }
}
