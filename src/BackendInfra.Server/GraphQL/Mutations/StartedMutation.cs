using BackendInfra.Core.Users;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>A mutation of objects that is under way, and where its answer gathers.</summary>
internal sealed class StartedMutation : IDisposable
{
    /// <param name="links">Confirmed identities of a user; null for none.</param>
    public StartedMutation(MutationField field, OperationRequest request, AuthLinks? links)
    {
        (Field, Request, Links) = (field, request, links);
        Rows = [.. field.Reads.Select(_ => new RowBuffer())];
        Answer = Rows.Length == 0 ? null : new WriteAnswer(field.Reads, ids => WrittenObject.ContextOf(request, field, ids), Rows);
    }

    public MutationField Field { get; }

    public OperationRequest Request { get; }

    public AuthLinks? Links { get; }

    /// <summary>What each of the field's reads gives.</summary>
    public RowBuffer[] Rows { get; }

    public WriteAnswer? Answer { get; }

    public void Dispose()
    {
        foreach (var buffer in Rows)
            buffer.Dispose();
    }
}
