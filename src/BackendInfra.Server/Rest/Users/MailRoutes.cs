using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Users;

/// <summary>What has mails sent (reference §10).</summary>
internal static class MailRoutes
{
    public static readonly ImmutableArray<RestRoute> All =
    [
        new("POST", "requestPasswordReset", RouteLevel.Anyone, ResetAsync) { IgnoresSession = true },
        new("POST", "verificationEmailRequest", RouteLevel.Anyone, VerifyAsync) { IgnoresSession = true },
        new("POST", "cloud_code/email", RouteLevel.MasterWrite, SendAsync),
    ];

    /// <exception cref="ParseException">As <see cref="Mails.AccountRecovery.RequestPasswordResetAsync"/> says.</exception>
    private static async Task ResetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        await request.Data.Services.Recovery.RequestPasswordResetAsync(request.Caller, request.Body.Find("email"), cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <exception cref="ParseException">As <see cref="Mails.AppMails.SendAsync"/> says.</exception>
    private static async Task SendAsync(RestRequest request, CancellationToken cancellationToken)
    {
        await request.Data.Services.Mails.SendAsync(request.Caller.App, request.Body, cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <exception cref="ParseException">As <see cref="Mails.AccountRecovery.RequestVerificationAsync"/> says.</exception>
    private static async Task VerifyAsync(RestRequest request, CancellationToken cancellationToken)
    {
        await request.Data.Services.Recovery.RequestVerificationAsync(request.Caller, request.Body.Find("email"), cancellationToken);
        request.Answer.WriteEmptyObject();
    }
}
