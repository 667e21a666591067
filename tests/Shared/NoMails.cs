using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;

namespace BackendInfra.Tests.Shared;

/// <summary>For tests below the server, which sends mails: needing one fails them.</summary>
public sealed class NoMails : IAccountMails
{
    public static readonly NoMails Instance = new();

    public void SendVerification(App app, string userId) => throw new NotSupportedException();
}
