namespace BackendInfra.Core.Queries;

/// <summary>Which rows of a class a statement may read.</summary>
public enum RowAccess
{
    /// <summary>Those whose ACL names one of the caller's subjects, and those without an ACL.</summary>
    ByAcl,

    /// <summary>All: the master key, or the answer to a caller's own write.</summary>
    All,
}
