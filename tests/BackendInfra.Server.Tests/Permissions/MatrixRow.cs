namespace BackendInfra.Server.Tests.Permissions;

/// <summary>One row of each class of the matrix: its ACL and whom its fields name.</summary>
/// <param name="Reads">Whom the ACL lets read; null without an ACL.</param>
/// <param name="Writes">Likewise.</param>
/// <param name="Owner">Whom the pointer <c>owner</c> names.</param>
/// <param name="Member">Whom the array <c>members</c> names.</param>
internal sealed record MatrixRow(string Name, string[]? Reads, string[]? Writes, MatrixCaller? Owner, MatrixCaller? Member)
{
    public const string Everyone = "*";
    public const string Staff = "role:Staff";

    public static readonly MatrixRow[] All =
    [
        new("free", null, null, null, null),
        new("owned", null, null, MatrixCaller.Ann, MatrixCaller.Ben),
        new("memberships", null, null, MatrixCaller.Ben, MatrixCaller.Ann),
        new("anns", ["Ann"], ["Ann"], MatrixCaller.Ann, null),
        new("staffs", [Staff], [Staff], MatrixCaller.Ann, MatrixCaller.Cleo),
        new("readable", [Everyone], ["Ann"], MatrixCaller.Cleo, MatrixCaller.Ann),
        new("writable", ["Cleo"], [Everyone], MatrixCaller.Ben, MatrixCaller.Ben),
        new("nobodys", [], [], MatrixCaller.Ann, MatrixCaller.Ben),
    ];
}
