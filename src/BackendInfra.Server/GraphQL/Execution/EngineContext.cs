using BackendInfra.Core.Schema;
using BackendInfra.Server.Http;
using GraphQL;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What resolvers of ordinary fields are given.</summary>
internal sealed class EngineContext(Caller caller, ISchemaRegistry registry) : Dictionary<string, object?>
{
    public Caller Caller { get; } = caller;

    public ISchemaRegistry Registry { get; } = registry;

    public static EngineContext Of(IResolveFieldContext context) => (EngineContext)context.UserContext;
}
