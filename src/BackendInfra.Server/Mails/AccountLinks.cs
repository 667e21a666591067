using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Mails;

/// <summary>The addresses in mails: pages below the app's public address, never below the host that a request names.</summary>
internal static class AccountLinks
{
    public const string PasswordReset = "request_password_reset";
    public const string EmailVerification = "verify_email";

    public static string Of(App app, string page, string token) =>
        $"{app.Options.PublicServerUrl!.TrimEnd('/')}/apps/{Uri.EscapeDataString(app.Id)}/{page}?token={Uri.EscapeDataString(token)}";

    public static string NameOf(App app) => app.Options.AppName ?? app.Name;
}
