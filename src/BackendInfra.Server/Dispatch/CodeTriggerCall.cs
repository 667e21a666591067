using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Dispatch;

/// <summary>One run of a trigger whose subject is written as JSON: an object, a query, a file or the config.</summary>
internal sealed record CodeTriggerCall(App App, TriggerKinds Kind, string ClassName, Principal Principal, RequestOrigin Origin)
{
    /// <summary>The transaction that waits for the trigger; null outside of one.</summary>
    public IStoreTransaction? Transaction { get; init; }

    public static CodeTriggerCall Of(TriggerCall call) => new(call.App, call.Kind, call.ClassName, call.Principal, call.Origin) { Transaction = call.Transaction };
}
