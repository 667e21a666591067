using BackendInfra.Server.GraphQL.Execution;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>Sends the data of an answer before all of it is known. It begins with the first part, and waits for a client that reads slowly.</summary>
internal sealed class AnswerStream(HttpContext context, string mediaType)
{
    public bool HasStarted { get; private set; }

    /// <param name="data">Members of <c>data</c>, or a part of their text.</param>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var body = context.Response.BodyWriter;
        if (!HasStarted)
        {
            HasStarted = true;
            AnswerWriter.SetHeaders(context.Response, mediaType, StatusCodes.Status200OK);
            "{\"data\":{"u8.CopyTo(body.GetSpan(16));
            body.Advance(9);
        }

        await body.WriteAsync(data, cancellationToken);
    }
}
