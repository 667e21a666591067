using System.IO.Pipelines;

namespace BackendInfra.Server.Rest;

/// <summary>An answer that is written as it comes, until its reader goes.</summary>
/// <param name="WriteAsync">Writes all of it.</param>
internal sealed record RestStream(string ContentType, Func<PipeWriter, CancellationToken, Task> WriteAsync);
