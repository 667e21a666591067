using System.Collections.Immutable;

namespace BackendInfra.Core.Permissions;

/// <summary>Who makes a request, with everything that <see cref="AccessGate"/> needs to decide.</summary>
public sealed class Principal
{
    public static readonly Principal Anonymous = new(PrincipalKind.Anonymous, null, []);
    public static readonly Principal Master = new(PrincipalKind.Master, null, []);
    public static readonly Principal ReadOnlyMaster = new(PrincipalKind.ReadOnlyMaster, null, []);
    public static readonly Principal Maintenance = new(PrincipalKind.Maintenance, null, []);

    private Principal(PrincipalKind kind, string? userId, ImmutableArray<string> roles)
    {
        Kind = kind;
        UserId = userId;
        Roles = roles;
        AclSubjects = [Acl.Everyone, .. userId is null ? Array.Empty<string>() : [userId], .. roles.Select(role => Acl.RolePrefix + role)];
    }

    public PrincipalKind Kind { get; }

    public string? UserId { get; }

    /// <summary>Names without the <c>role:</c> prefix, inherited ones included.</summary>
    public ImmutableArray<string> Roles { get; }

    /// <summary>The names by which ACLs may grant this caller something: one array parameter of every restricted statement.</summary>
    public string[] AclSubjects { get; }

    /// <summary>Whether class-level permissions, ACLs and protected fields do not apply.</summary>
    public bool IsUnrestricted => Kind is PrincipalKind.Master or PrincipalKind.ReadOnlyMaster or PrincipalKind.Maintenance;

    public bool MayWriteAnything => Kind is PrincipalKind.Master or PrincipalKind.Maintenance;

    public static Principal User(string userId, ImmutableArray<string> roles) => new(PrincipalKind.User, userId, roles);
}
