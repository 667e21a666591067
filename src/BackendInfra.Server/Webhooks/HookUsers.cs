using System.Buffers;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Webhooks;

/// <summary>The user behind a request, whom triggers and functions are shown.</summary>
internal sealed class HookUsers(ISchemaRegistry registry, IReadExecutor reads)
{
    /// <summary>The caller's user as he sees himself; null for a caller without one.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(App app, Principal principal, IStoreTransaction? transaction, CancellationToken cancellationToken)
    {
        if (principal.UserId is not { } userId)
            return null;

        var schema = transaction?.Schema ?? await registry.GetAsync(app, cancellationToken);
        var plan = new ReadPlan(schema.Find(UserClass.Name)!)
        {
            Operation = ClassOperation.Get,
            Where = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, Operand.Of(new StringValue(userId))),
            Selection = RestSelection.Everything,
        };
        var read = reads.Compile(schema, AccessGate.AuthorizeSelf(plan, principal));
        var sink = new OneObject();
        await (transaction is null
            ? reads.ExecuteAsync(app, [read], ReadContext.For(principal), [sink], cancellationToken)
            : transaction.ReadAsync([read], ReadContext.For(principal), [sink], cancellationToken));
        return sink.Bytes.WrittenCount == 0 ? null : sink.Bytes.WrittenMemory;
    }

    private sealed class OneObject : RowSink
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public override void Total(long count)
        {
        }

        public override void BeginRow()
        {
        }

        public override IBufferWriter<byte> Column(int index) => Bytes;
    }
}
