using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>
/// GraphQL reads are JSON that PostgreSQL makes, which no trigger sees. A class with <c>beforeFind</c> or <c>afterFind</c>
/// is therefore closed to them, but for fields of queries, which have a way of their own: a trigger must not be got around.
/// Pointers to it are open, as includes are in REST.
/// </summary>
internal sealed class FindTriggerGuard(App app, ITriggerDispatcher triggers)
{
    public bool Guards(ClassSchema of) => (triggers.Of(app, of.Name) & TriggerKinds.Find) != TriggerKinds.None;

    /// <returns>The class itself.</returns>
    /// <exception cref="ParseException">108 when it has a find trigger.</exception>
    public ClassSchema Require(ClassSchema of) => !Guards(of)
        ? of
        : throw new ParseException(ErrorCode.CommandUnavailable, $"The class {of.Name} has beforeFind or afterFind triggers: queries read it, but aggregates, groups, answers to mutations and the viewer do not.");
}
