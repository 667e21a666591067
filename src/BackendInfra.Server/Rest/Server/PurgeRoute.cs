using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Rest.Server;

/// <summary><c>DELETE /purge/Class</c>: deletes every object of a class.</summary>
internal static class PurgeRoute
{
    /// <exception cref="ParseException">103 for what can be no class; a class that does not exist is empty already.</exception>
    public static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var schema = await request.Data.SchemaAsync(cancellationToken);
        if (schema.Find(Names.RequireClass(request.ClassName)) is { } found)
            await request.Data.PurgeAsync(found, cancellationToken);
        request.Answer.WriteEmptyObject();
    }
}
