using System.Text.Json;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.CloudCode.Frames;

/// <summary>What workers send (see <c>src/cloud-code/notes.md</c>).</summary>
internal abstract record WorkerFrame;

internal sealed record ConnectFrame(string Secret) : WorkerFrame;

internal sealed record ReadyFrame(JsonElement Definitions) : WorkerFrame;

internal sealed record FailedFrame(string Message) : WorkerFrame;

internal sealed record StartedFrame(long Id) : WorkerFrame;

/// <param name="Value">JSON as the script made it, not checked yet; null for none.</param>
/// <param name="Context">A JSON object, not checked yet.</param>
internal sealed record ResultFrame(long Id, ReadOnlyMemory<byte>? Value, int? Status, JsonElement? Headers, ReadOnlyMemory<byte>? Context) : WorkerFrame;

internal sealed record ErrorFrame(long Id, int Code, string Message) : WorkerFrame;

internal sealed record LogFrame(AppLogLevel Level, string? Source, string Message, long? Call) : WorkerFrame;

internal sealed record ProgressFrame(long Id, string Message) : WorkerFrame;

internal sealed record PongFrame : WorkerFrame
{
    public static readonly PongFrame Instance = new();
}
