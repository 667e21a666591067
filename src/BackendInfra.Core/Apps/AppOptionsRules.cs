using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;

namespace BackendInfra.Core.Apps;

/// <summary>What options must fulfil beyond having the right type.</summary>
public static class AppOptionsRules
{
    private const int MaxPasswordHistory = 20;

    private const int MaxTemplateLength = 50_000;

    private const int MaxLogLines = 10_000_000;

    /// <summary>Ten years: what lasts longer was meant in other units.</summary>
    private const int MaxSeconds = 315_360_000;

    /// <exception cref="ParseException">107, naming the option.</exception>
    public static AppOptions Require(AppOptions options)
    {
        var policy = options.PasswordPolicy;
        if (policy.ValidatorPattern is { } pattern && !PasswordPattern.IsValid(pattern))
            throw Refusals.InvalidJson("The option passwordPolicy.validatorPattern must be a regular expression.");
        Require(policy.MaxPasswordAge is null or (> 0 and <= 36_500), "passwordPolicy.maxPasswordAge", "a number of days");
        Require(policy.MaxPasswordHistory is >= 0 and <= MaxPasswordHistory, "passwordPolicy.maxPasswordHistory", $"0 to {MaxPasswordHistory}");
        Require(policy.ResetTokenValidityDuration is null or (> 0 and <= MaxSeconds), "passwordPolicy.resetTokenValidityDuration", "a number of seconds");
        Require(options.AccountLockout.Threshold is null or (> 0 and < 1000), "accountLockout.threshold", "1 to 999");
        Require(options.AccountLockout.Duration is > 0 and < 100_000, "accountLockout.duration", "1 to 99999 minutes");
        Require(options.EmailVerifyTokenValidityDuration is null or (> 0 and <= MaxSeconds), "emailVerifyTokenValidityDuration", "a number of seconds");
        Require(options.PublicServerUrl is not { } url || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"), "publicServerUrl", "an address such as https://example.com/parse");
        Require(options.AppName is null or { Length: > 0 and <= 100 }, "appName", "1 to 100 characters");
        Require(options.FromAddress is null or { Length: <= 320 }, "fromAddress", "an e-mail address");
        foreach (var template in (MailTemplateOptions[])[options.MailTemplates.PasswordReset, options.MailTemplates.EmailVerification])
        {
            foreach (var text in (string?[])[template.Subject, template.Text, template.Html])
                Require(text is null or { Length: <= MaxTemplateLength }, "mailTemplates", $"templates of at most {MaxTemplateLength} characters");
        }

        Require(options.Logs.Days is null or (> 0 and <= 36_500), "logs.days", "a number of days");
        Require(options.Logs.MaxLines is > 0 and <= MaxLogLines, "logs.maxLines", $"1 to {MaxLogLines}");
        Require(options.FileUpload.DeleteUnusedAfterDays is null or (> 0 and <= 36_500), "fileUpload.deleteUnusedAfterDays", "a number of days");
        options.Jobs.Require();
        Require(options.CloudCode.KeptReleases is >= 0 and <= 1000, "cloudCode.keptReleases", "0 to 1000");
        Require(options.CloudCode.MaxReleaseSize is > 0 and <= 256 * 1024 * 1024, "cloudCode.maxReleaseSize", "1 to 268435456 bytes");
        Require(options.CloudCode.MaxReleaseFiles is > 0 and <= 100_000, "cloudCode.maxReleaseFiles", "1 to 100000");
        RequestLimitRules.Require(options);
        RateLimitRules.Require(options);
        return options;
    }

    private static void Require(bool holds, string option, string wanted)
    {
        if (!holds)
            throw Refusals.InvalidJson($"The option {option} must be {wanted}.");
    }
}
