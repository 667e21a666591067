using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;
using GraphQLParser;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Plans root fields of classes with find triggers. What a trigger could not be told of is refused, so that none is got around.</summary>
internal static class TriggeredPlanner
{
    /// <exception cref="ParseException">As <see cref="AccessGate.Authorize"/>: what the caller may not do at all wakes no trigger.</exception>
    public static TriggeredField Object(string key, bool isNonNull, Location at, ReadPlan plan, Operand objectId, Principal principal) =>
        new(key, isNonNull, at.Line, at.Column, AccessGate.Authorize(plan, principal), objectId, null);

    /// <exception cref="ParseException">As <see cref="AccessGate.Authorize"/>; 102 a cursor of other rows; 108 what a trigger cannot be told of.</exception>
    public static TriggeredField Page(string key, Location at, ReadPlan plan, Paging paging, Principal principal)
    {
        RequirePage(plan);
        return new TriggeredField(key, true, at.Line, at.Column, AccessGate.Authorize(plan, principal), null, paging);
    }

    /// <exception cref="ParseException">102 a cursor of other rows; 108 what a trigger cannot be told of.</exception>
    public static void RequirePage(ReadPlan plan)
    {
        if (plan.After is not null || plan.Before is not null)
            throw CursorArgument.Invalid(plan.After is not null ? "After" : "Before");
        if (plan.FromEnd)
            throw Unsupported(plan, "last needs first or before, since a trigger may change how many objects there are");
        if (!plan.DistinctOn.IsEmpty)
            throw Unsupported(plan, "distinctOn is computed in the database, which runs no trigger");
        var parts = ((ConnectionSelection)plan.Selection).Parts;
        if (parts.FirstOrDefault(part => part is not (EdgesPart or NodesPart or PageInfoPart or CountPart or ConstantPart)) is { } other)
            throw Unsupported(plan, $"{other.Key} is computed in the database, which runs no trigger");
        if (parts.OfType<EdgesPart>().SelectMany(edges => edges.Members).FirstOrDefault(member => member is not (NodePart or CursorPart or ConstantEdgePart)) is { } computed)
            throw Unsupported(plan, $"{computed.Key} is computed in the database, which runs no trigger");
    }

    public static ParseException Unsupported(ReadPlan plan, string why) =>
        new(ErrorCode.CommandUnavailable, $"The class {plan.Class.Name} has beforeFind or afterFind triggers: {why}.");
}
