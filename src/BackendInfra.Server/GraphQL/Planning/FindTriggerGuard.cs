using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>
/// GraphQL reads are JSON that PostgreSQL makes, which no trigger sees. A class with <c>beforeFind</c> or <c>afterFind</c>
/// is therefore closed to them: a trigger must not be got around. Pointers to it are open, as includes are in REST.
/// </summary>
internal sealed class FindTriggerGuard(App app, ITriggerDispatcher triggers)
{
    /// <returns>The class itself.</returns>
    /// <exception cref="ParseException">108 when it has a find trigger.</exception>
    public ClassSchema Require(ClassSchema of) => (triggers.Of(app, of.Name) & TriggerKinds.Find) == TriggerKinds.None
        ? of
        : throw new ParseException(ErrorCode.CommandUnavailable, $"The class {of.Name} has beforeFind or afterFind triggers, which run in REST only: GraphQL cannot read it.");
}
