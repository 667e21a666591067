using System.Collections.Immutable;
using System.Security.Cryptography;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>
/// What becomes of <c>authData</c> in a write of a user. Only ids are kept, and only those that their services have
/// confirmed: what a client sends is taken out and asked about before the write begins.
/// </summary>
internal static class AuthDataRules
{
    private const string Anonymous = "anonymous";
    private const string Mfa = "mfa";
    private const string IdMember = "id";
    private const int UsernameLength = 25;
    private const string UsernameAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <exception cref="ParseException">252 identities that nobody has confirmed.</exception>
    public static void Apply(WriteContext write)
    {
        if (write.Plan.Changes.Any(change => change.Field == UserClass.AuthData))
            throw Unsupported();
        var links = write.Plan.AuthData;
        if (write.Plan.Kind == WriteKind.Update)
            Update(write, links ?? AuthLinks.None);
        else if (links is not null)
            Create(write, links);
    }

    private static void Create(WriteContext write, AuthLinks links)
    {
        if (links.MfaClaim is not null)
            throw Unsupported();
        var members = ObjectValue.Empty.Members.AddRange(links.Linked.Select(link => KeyValuePair.Create(link.Key, Identity(link.Value))));
        Add(write, new FieldChange(UserClass.AuthData, new SetOperation(new ObjectValue(members))));
        if (write.Plan.Changes.Any(change => change.Field == UserClass.Username))
            return;
        var username = new StringValue(RandomNumberGenerator.GetString(UsernameAlphabet, UsernameLength));
        Add(write, new FieldChange(UserClass.Username, new SetOperation(username)));
        write.Changed.Add((write.Class.Find(UserClass.Username)!, username));
    }

    /// <summary>Each identity is a change of its own inside the field, so that two at once do not undo each other.</summary>
    private static void Update(WriteContext write, AuthLinks links)
    {
        foreach (var (provider, id) in links.Linked)
            Add(write, new FieldChange(UserClass.AuthData, [provider], new SetOperation(Identity(id))));
        if (links.Mfa is { } mfa)
            ChangeMfa(write, mfa);

        // Somebody who chooses a name and a password is anonymous no more.
        var unlinked = Sets(write, UserClass.Username) && Sets(write, UserClass.Password) && !links.Linked.ContainsKey(Anonymous)
            ? links.Unlinked.Add(Anonymous)
            : links.Unlinked;
        foreach (var provider in unlinked)
            Add(write, new FieldChange(UserClass.AuthData, [provider], DeleteOperation.Instance));
    }

    private static void ChangeMfa(WriteContext write, MfaChange change)
    {
        write.Plan = write.Plan with { Internal = write.Plan.Internal.AddRange(change.Columns) };
        FieldOperation shown = change.IsOn ? new SetOperation(Object("status", "enabled")) : DeleteOperation.Instance;
        Add(write, new FieldChange(UserClass.AuthData, [Mfa], shown));
    }

    private static ParseValue Identity(string id) => Object(IdMember, id);

    private static ObjectValue Object(string member, string value) => new(ObjectValue.Empty.Members.Add(member, new StringValue(value)));

    private static ParseException Unsupported() => new(ErrorCode.UnsupportedService, "This authentication method is unsupported.");

    private static bool Sets(WriteContext write, string field) => write.Plan.Changes.Any(change => change.Field == field && change.Operation is SetOperation);

    private static void Add(WriteContext write, FieldChange change) => write.Plan = write.Plan with { Changes = write.Plan.Changes.Add(change) };
}
