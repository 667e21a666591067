using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using System.Collections.Immutable;

namespace BackendInfra.Server.Users;

/// <summary>Checks passwords and makes sessions.</summary>
internal sealed class SignIn(IUserStore users, IPasswordHasher passwords, AccountRules rules, WritePipeline pipeline, TimeProvider time)
{
    /// <summary>The user whose name or e-mail address and password these are.</summary>
    /// <exception cref="ParseException">101, in the same words and time whether the user exists or not; 205 an address that must be proved first.</exception>
    public async Task<string> CheckAsync(App app, string login, string password, bool ignoresVerification, CancellationToken cancellationToken)
    {
        var user = login.Contains('\0') ? null : await users.FindAsync(app, login, cancellationToken);
        var check = await passwords.VerifyAsync(password, user?.PasswordHash, cancellationToken);
        await rules.CountAsync(app, login, user?.ObjectId, check != PasswordCheck.Wrong, cancellationToken);
        if (user is null || check == PasswordCheck.Wrong)
            throw Invalid();
        if (check == PasswordCheck.RightButOutdated)
            await users.ReplaceHashAsync(app, user, await passwords.HashAsync(password, cancellationToken), cancellationToken);
        await rules.RequireUsableAsync(app, user.ObjectId, ignoresVerification, cancellationToken);
        return user.ObjectId;
    }

    /// <summary>Makes a session and gives its token; an older one of the same user and installation ends with it.</summary>
    public async Task<string> StartAsync(
        App app, string userId, string? installationId, string action, IStoreTransaction? transaction, CancellationToken cancellationToken, string? authProvider = "password")
    {
        var token = SessionToken.New();
        var changes = ImmutableArray.Create(
            Set(SessionClass.User, new PointerValue(UserClass.Name, userId)),
            Set(SessionClass.ExpiresAt, DateValue.Of(time.GetUtcNow().AddSeconds(app.Options.SessionLength))),
            Set(SessionClass.CreatedWith, CreatedWith(action, authProvider)));
        var plan = new WritePlan(WriteKind.Create, SessionClass.Name)
        {
            Changes = installationId is null ? changes : changes.Add(Set(SessionClass.InstallationId, new StringValue(installationId))),
            // Its ACL is what keeps a session from everybody but its user.
            Acl = new Acl([userId], [userId]),
            Internal = [new InternalValue(SessionClass.TokenHash, SessionToken.Hash(token))],
            Revokes = installationId is null ? null : new SessionRevocation(userId, installationId),
        };
        await (transaction is null
            ? pipeline.RunAsync(app, Principal.Master, plan, cancellationToken)
            : pipeline.RunAsync(app, Principal.Master, plan, transaction, cancellationToken));
        return token;
    }

    public static ParseException Invalid() => new(ErrorCode.ObjectNotFound, "Invalid username/password.");

    private static FieldChange Set(string field, ParseValue value) => new(field, new SetOperation(value));

    private static ObjectValue CreatedWith(string action, string? authProvider)
    {
        var members = ObjectValue.Empty.Members.Add("action", new StringValue(action));
        return new ObjectValue(authProvider is null ? members : members.Add("authProvider", new StringValue(authProvider)));
    }
}
