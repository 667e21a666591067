using BackendInfra.Core.Classes;
using BackendInfra.Core.Users;
using BackendInfra.Core.Writes;

namespace BackendInfra.Postgres.Execution;

/// <summary>Whose sessions a change concerns: one session, all of one user's, or all of an app's.</summary>
/// <param name="Id">The session's or the user's objectId.</param>
internal sealed record SessionChange(string DatabaseSchema, SessionChangeKind Kind, string Id = "")
{
    public bool Concerns(StoredSession session) => Kind switch
    {
        SessionChangeKind.Session => session.ObjectId == Id,
        SessionChangeKind.User => session.UserId == Id,
        _ => true,
    };

    /// <summary>What a write concerns; null for those of other classes, for new users, and for new sessions that end no other.</summary>
    public static SessionChange? Of(string databaseSchema, WritePlan plan) => plan switch
    {
        { Revokes: { } revokes } => new(databaseSchema, SessionChangeKind.User, revokes.UserId),
        { Kind: WriteKind.Create, ClassName: not RoleClass.Name } => null,
        { ClassName: SessionClass.Name } => new(databaseSchema, SessionChangeKind.Session, plan.ObjectId!),
        { ClassName: UserClass.Name } => new(databaseSchema, SessionChangeKind.User, plan.ObjectId!),
        { ClassName: RoleClass.Name } => new(databaseSchema, SessionChangeKind.App),
        _ => null,
    };

    /// <summary>What whole rows or members of a class concern.</summary>
    public static SessionChange? Of(string databaseSchema, string className) =>
        className is SessionClass.Name or UserClass.Name or RoleClass.Name ? new(databaseSchema, SessionChangeKind.App) : null;

    /// <summary>Reads what the triggers of <see cref="Ddl.SessionNotices"/> send; null for anything else.</summary>
    public static SessionChange? Parse(string payload) => payload.Split(':', 3) switch
    {
        [var schema, "s", var id] => new(schema, SessionChangeKind.Session, id),
        [var schema, "u", var id] => new(schema, SessionChangeKind.User, id),
        [var schema, "a", _] => new(schema, SessionChangeKind.App),
        _ => null,
    };
}

internal enum SessionChangeKind
{
    Session,
    User,
    App,
}
