using System.Text;
using BackendInfra.Core.Import;

namespace BackendInfra.Server.Export;

/// <summary>A file of rows, one a line. It gets its name when it is complete, so that nobody takes half a file for a whole one.</summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private const int BufferSize = 1 << 18;

    private readonly string _path;
    private readonly string _unfinished;
    private readonly FileStream _stream;

    public ExportFile(string path)
    {
        _path = path;
        _unfinished = path + ".part";
        _stream = new FileStream(_unfinished, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
    }

    public async Task<long> WriteAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> rows, CancellationToken cancellationToken)
    {
        _stream.Write("{\"results\":[\n"u8);
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (count++ > 0)
                _stream.Write(",\n"u8);
            _stream.Write(row.Span);
        }

        _stream.Write(count > 0 ? "\n]}\n"u8 : "]}\n"u8);
        return count;
    }

    /// <remarks>Object ids hold nothing that JSON escapes.</remarks>
    public Task<long> WriteAsync(IAsyncEnumerable<RelationMember> members, CancellationToken cancellationToken) =>
        WriteAsync(
            members.Select(member => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($$"""{"owningId":"{{member.OwningId}}","relatedId":"{{member.RelatedId}}"}""")),
            cancellationToken);

    public void Complete()
    {
        _stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        File.Delete(_unfinished);
    }
}
