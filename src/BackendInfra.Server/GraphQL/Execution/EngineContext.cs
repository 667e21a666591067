using System.Text.Json;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.Http;
using BackendInfra.Server.Mails;
using GraphQL;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What resolvers of ordinary fields are given.</summary>
internal sealed class EngineContext(Caller caller, ISchemaRegistry registry, TriggeredConfig config, IFunctionDispatcher functions, AccountRecovery recovery, FileUploads files, UploadedParts uploads) : Dictionary<string, object?>
{
    public Caller Caller { get; } = caller;

    public ISchemaRegistry Registry { get; } = registry;

    public TriggeredConfig Config { get; } = config;

    public IFunctionDispatcher Functions { get; } = functions;

    public AccountRecovery Recovery { get; } = recovery;

    /// <summary>The objects that a function gave, which are written elsewhere.</summary>
    public JsonElement? Given { get; set; }

    /// <summary>Stores a file that came along with the request.</summary>
    public Task<FileValue> StoreAsync(string token, CancellationToken cancellationToken) => uploads.StoreAsync(files, Caller, token, cancellationToken);

    public static EngineContext Of(IResolveFieldContext context) => (EngineContext)context.UserContext;
}
