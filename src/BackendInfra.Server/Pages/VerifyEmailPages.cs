using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;
using BackendInfra.Server.Mails;

namespace BackendInfra.Server.Pages;

/// <summary>The page behind the link that proves an address, and the form that has it sent once more.</summary>
internal sealed class VerifyEmailPages(AccountRecovery recovery)
{
    public async Task<Page> VerifyAsync(PageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await recovery.VerifyEmailAsync(request.Caller, request.Token, cancellationToken);
            return new Page("Address confirmed", "EmailVerified");
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.ObjectNotFound)
        {
            return InvalidLink(null);
        }
    }

    public async Task<Page> ResendAsync(PageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await recovery.RequestVerificationAsync(request.Caller, JsonSerializer.SerializeToElement(request.Field("email")), cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code is ErrorCode.EmailMissing or ErrorCode.InvalidEmailAddress)
        {
            return InvalidLink("Enter your e-mail address.");
        }
        catch (ParseException refusal) when (refusal.Code is ErrorCode.EmailNotFound or ErrorCode.OtherCause)
        {
            // A page never tells who has an account, also where the app's API does.
        }
        catch (ParseException refusal)
        {
            return Page.Problem(refusal.Message, ErrorAnswer.StatusOf(refusal));
        }

        return new Page("Look into your mails", "MailSent");
    }

    private static Page InvalidLink(string? error) =>
        new("This link is not valid", "InvalidVerifyLink", StatusCodes.Status400BadRequest) { Error = error };
}
