using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Triggers;

/// <summary>One run of a trigger.</summary>
/// <param name="Kind">One kind only.</param>
/// <param name="Principal">Whose request it is.</param>
public abstract record TriggerCall(App App, TriggerKinds Kind, string ClassName, Principal Principal, RequestOrigin Origin)
{
    /// <summary>The transaction that waits for the trigger; null outside of one, where no connection is held.</summary>
    public IStoreTransaction? Transaction { get; init; }
}

/// <summary>A trigger about one object: everything but the two of finding.</summary>
/// <param name="Object">As it will be, or is; for a delete, as it was.</param>
/// <param name="Original">As it was before an update; else null.</param>
public sealed record ObjectTriggerCall(App App, TriggerKinds Kind, string ClassName, Principal Principal, RequestOrigin Origin, TriggerObject Object, TriggerObject? Original = null)
    : TriggerCall(App, Kind, ClassName, Principal, Origin);

/// <summary>A trigger about a query.</summary>
/// <param name="Query">The query as JSON: <c>where</c>, <c>limit</c>, <c>skip</c>, <c>order</c>, <c>keys</c>, <c>include</c>, …</param>
/// <param name="IsGet">Whether one object is asked for by its id.</param>
/// <param name="Counts">Whether the number of matches is asked for.</param>
public sealed record FindTriggerCall(App App, TriggerKinds Kind, string ClassName, Principal Principal, RequestOrigin Origin, string Query, bool IsGet, bool Counts)
    : TriggerCall(App, Kind, ClassName, Principal, Origin);
