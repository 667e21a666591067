using BackendInfra.Core.Apps;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Mails;

/// <summary>A mail to be made. Whether anybody gets one shows when it is: nobody who asks for it waits for that.</summary>
internal abstract record MailJob(App App);

/// <summary>Somebody has forgotten his password.</summary>
/// <param name="Origin">The request in which he says so.</param>
internal sealed record PasswordResetJob(App App, string Email, RequestOrigin Origin) : MailJob(App);

/// <summary>A user has got an address.</summary>
internal sealed record VerificationJob(App App, string UserId) : MailJob(App);

/// <summary>Somebody asks for the link once more.</summary>
internal sealed record VerificationRequestJob(App App, string Email) : MailJob(App);
