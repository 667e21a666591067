using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Webhooks;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.Jobs;
using BackendInfra.Server.Logs;
using BackendInfra.Server.Mails;
using BackendInfra.Server.Security;
using BackendInfra.Server.Testing;
using BackendInfra.Server.Throttling;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest;

/// <summary>What handlers work with, the same for every request.</summary>
internal sealed record RestServices(
    ISchemaRegistry Registry,
    IReadExecutor Executor,
    IObjectStore Store,
    WritePipeline Pipeline,
    Accounts Accounts,
    AccountRecovery Recovery,
    AppMails Mails,
    RateLimits RateLimits,
    AuthProviders AuthProviders,
    Challenges Challenges,
    Sessions Sessions,
    TriggeredConfig Config,
    IRequestLog Requests,
    TestingServices Testing,
    SecurityReport Security,
    ITriggerDispatcher Triggers,
    IFunctionDispatcher Functions,
    IWebhookStore Webhooks,
    IReleaseStore Releases,
    IGraphQLConfigStore GraphQLConfigs,
    ITrustedDocumentStore Documents,
    TrustedDocuments TrustedDocuments,
    AppLogs Logs,
    JobRuns Jobs,
    TimeProvider Time,
    ILogger<RestServices> Log);
