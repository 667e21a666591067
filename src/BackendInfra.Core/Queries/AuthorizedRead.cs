using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Queries;

/// <summary>A read that <see cref="AccessGate"/> has passed: the only kind that can be executed.</summary>
public sealed class AuthorizedRead
{
    internal AuthorizedRead(ReadPlan plan, RowAccess rootAccess, RowAccess nestedAccess, IReadOnlyList<DeniedNode> denied)
    {
        Plan = plan;
        RootAccess = rootAccess;
        NestedAccess = nestedAccess;
        Denied = denied;
    }

    /// <summary>The plan without what the caller may not see.</summary>
    public ReadPlan Plan { get; }

    /// <summary>Which rows of the plan's own class are readable.</summary>
    public RowAccess RootAccess { get; }

    /// <summary>Which rows of every other class that the plan touches are readable.</summary>
    public RowAccess NestedAccess { get; }

    /// <summary>Selected objects that a class-level permission closes: they are null, with an error each.</summary>
    public IReadOnlyList<DeniedNode> Denied { get; }
}
