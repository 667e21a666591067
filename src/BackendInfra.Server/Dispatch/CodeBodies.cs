using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Webhooks;

namespace BackendInfra.Server.Dispatch;

/// <summary>Makes what code is sent: who calls, and what about.</summary>
internal sealed class CodeBodies(HookUsers users)
{
    /// <param name="isMaster">Whether the code is told that the caller has the master key.</param>
    /// <param name="write">Writes what is the call's own.</param>
    public async ValueTask<ReadOnlyMemory<byte>> MakeAsync(
        App app, Principal principal, bool isMaster, RequestOrigin origin, IStoreTransaction? transaction, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(app, principal, transaction, cancellationToken);
        var body = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(body, ParseJsonText.WriterOptions);
        json.WriteStartObject();
        write(json);
        HookPayload.WriteRequest(json, principal, isMaster, origin, user);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
