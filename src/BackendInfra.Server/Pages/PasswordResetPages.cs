using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;
using BackendInfra.Server.Http;
using BackendInfra.Server.Mails;

namespace BackendInfra.Server.Pages;

/// <summary>The pages of a forgotten password: asking for the link, and choosing a new password with it.</summary>
internal sealed class PasswordResetPages(AccountRecovery recovery)
{
    /// <summary>The form that fits: for the password with a token, without one for the address.</summary>
    public async Task<Page> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        if (request.Token is not { } token)
            return AskForReset(null, StatusCodes.Status200OK);
        return await recovery.FindAsync(request.App, AccountToken.PasswordReset, token, cancellationToken) is { } account
            ? ChoosePassword(token, account.Username, null)
            : InvalidLink();
    }

    public Task<Page> SubmitAsync(PageRequest request, CancellationToken cancellationToken) =>
        request.Token is { } token ? ChangeAsync(request, token, cancellationToken) : AskAsync(request, cancellationToken);

    private async Task<Page> ChangeAsync(PageRequest request, string token, CancellationToken cancellationToken)
    {
        if (await recovery.FindAsync(request.App, AccountToken.PasswordReset, token, cancellationToken) is not { } account)
            return InvalidLink();
        if (request.Field("new_password") is not { } password)
            return ChoosePassword(token, account.Username, "Enter a new password.");
        if (request.Field("new_password_again") is { } again && again != password)
            return ChoosePassword(token, account.Username, "The two passwords are not the same.");
        try
        {
            await recovery.ResetPasswordAsync(request.Caller, token, password, cancellationToken);
            return new Page("Password changed", "PasswordChanged");
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.ObjectNotFound)
        {
            return InvalidLink();
        }
        catch (ParseException refusal) when (ErrorAnswer.StatusOf(refusal) == StatusCodes.Status400BadRequest)
        {
            return ChoosePassword(token, account.Username, refusal.Message);
        }
    }

    private async Task<Page> AskAsync(PageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await recovery.RequestPasswordResetAsync(request.Caller, JsonSerializer.SerializeToElement(request.Field("email")), cancellationToken);
        }
        catch (ParseException refusal) when (refusal.Code is ErrorCode.EmailMissing or ErrorCode.InvalidEmailAddress)
        {
            return AskForReset("Enter your e-mail address.", StatusCodes.Status400BadRequest);
        }
        catch (ParseException refusal) when (refusal.Code == ErrorCode.ObjectNotFound)
        {
            // A page never tells who has an account, also where the app's API does.
        }
        catch (ParseException refusal)
        {
            return Page.Problem(refusal.Message, ErrorAnswer.StatusOf(refusal));
        }

        return new Page("Look into your mails", "MailSent");
    }

    private static Page AskForReset(string? error, int status) => new("Forgot your password?", "AskForReset", status) { Error = error };

    private static Page ChoosePassword(string token, string? username, string? error) =>
        new("Choose a new password", "ChoosePassword", error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest) { Token = token, Username = username, Error = error };

    private static Page InvalidLink() => new("This link is not valid", "InvalidResetLink", StatusCodes.Status400BadRequest);
}
