using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Users;

/// <summary>Mails that follow from writes.</summary>
public interface IAccountMails
{
    /// <summary>Has a link sent with which the user proves that the address is his. Returns at once; the mail is made and sent later.</summary>
    void SendVerification(App app, string userId);
}
