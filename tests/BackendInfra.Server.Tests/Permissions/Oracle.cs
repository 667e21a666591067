namespace BackendInfra.Server.Tests.Permissions;

/// <summary>What Parse's rules say, told anew in the plainest way: what the product answers is compared with it.</summary>
internal static class Oracle
{
    public const string Denied = "119";
    public const string SignInFirst = "101";

    /// <summary>The names of the rows that a caller may do an operation to, or the code of the refusal.</summary>
    public static string Rows(Mechanism mechanism, string operation, MatrixCaller caller) =>
        Refusal(mechanism, operation, caller) ?? string.Join(',', MatrixRow.All.Where(row => May(mechanism, operation, caller, row)).Select(row => row.Name).Order(StringComparer.Ordinal));

    /// <summary>The names of the rows that aggregates and groups are made of: those that a caller may both find and count.</summary>
    public static string Summarized(Mechanism mechanism, MatrixCaller caller) => Refusal(mechanism, "find", caller) ?? Refusal(mechanism, "count", caller)
        ?? string.Join(',', MatrixRow.All.Where(row => May(mechanism, "find", caller, row) && May(mechanism, "count", caller, row)).Select(row => row.Name).Order(StringComparer.Ordinal));

    /// <summary>The refusal that a caller hears whatever the row; null when the rows decide.</summary>
    public static string? Refusal(Mechanism mechanism, string operation, MatrixCaller caller)
    {
        if (caller is MatrixCaller.Master or MatrixCaller.Maintenance)
            return null;
        if (caller is MatrixCaller.ReadOnlyMaster)
            return IsRead(operation) ? null : Denied;
        var rule = mechanism.Rules(operation);
        if (IsNamed(rule, caller))
            return null;
        if (rule.SignedIn)
            return caller == MatrixCaller.Anonymous ? SignInFirst : null;
        return operation != "create" && mechanism.FieldsOf(operation).Length > 0 ? null : Denied;
    }

    public static bool May(Mechanism mechanism, string operation, MatrixCaller caller, MatrixRow row)
    {
        if (Refusal(mechanism, operation, caller) is not null)
            return false;
        if (caller is MatrixCaller.Master or MatrixCaller.Maintenance or MatrixCaller.ReadOnlyMaster)
            return true;
        if (!AclAllows(IsRead(operation) ? row.Reads : row.Writes, caller))
            return false;
        var fields = mechanism.FieldsOf(operation);
        return IsNamed(mechanism.Rules(operation), caller) || fields.Length == 0 || fields.Any(field => Names(row, field, caller));
    }

    /// <summary>Whether a caller sees the protected field in a row: every group he belongs to must hide it.</summary>
    public static bool Shows(Mechanism mechanism, MatrixCaller caller, MatrixRow row)
    {
        if (caller is MatrixCaller.Master or MatrixCaller.Maintenance or MatrixCaller.ReadOnlyMaster)
            return true;
        var mine = mechanism.Protected.Where(group => Belongs(group.Group, caller, row)).ToArray();
        return mine.Length == 0 || mine.Any(group => !group.Hides);
    }

    private static bool IsRead(string operation) => operation is "find" or "get" or "count";

    private static bool IsNamed(MatrixRule rule, MatrixCaller caller) =>
        rule.Everyone || (rule.Ann && caller == MatrixCaller.Ann) || (rule.Staff && caller == MatrixCaller.Ben);

    private static bool AclAllows(string[]? subjects, MatrixCaller caller) =>
        subjects is null || subjects.Contains(MatrixRow.Everyone) || subjects.Contains(caller.ToString()) || (subjects.Contains(MatrixRow.Staff) && caller == MatrixCaller.Ben);

    private static bool Names(MatrixRow row, string field, MatrixCaller caller) => (field == "owner" ? row.Owner : row.Member) == caller;

    private static bool Belongs(string group, MatrixCaller caller, MatrixRow row) => group switch
    {
        "*" => true,
        "authenticated" => caller != MatrixCaller.Anonymous,
        "Ann" => caller == MatrixCaller.Ann,
        "role:Staff" => caller == MatrixCaller.Ben,
        _ => caller != MatrixCaller.Anonymous && Names(row, group["userField:".Length..], caller),
    };
}
