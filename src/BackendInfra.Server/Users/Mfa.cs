using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Users;

/// <summary>
/// The second factor (<c>authData.mfa</c>): codes of an authenticator app, and recovery codes for who has lost it. Every
/// code counts once, and a few wrong ones lock the factor for minutes, for six digits are soon guessed.
/// </summary>
internal sealed class Mfa(IMfaStore store, TimeProvider time)
{
    public const string Name = "mfa";

    private const int Attempts = 5;
    private const int LockedMinutes = 5;
    private const int RecoveryCodes = 2, RecoveryLength = 30;
    private const string RecoveryAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What is about the second factor in <c>authData</c>, and the rest.</summary>
    public static (ObjectValue Others, ParseValue? Mfa) Split(ObjectValue authData) =>
        (new ObjectValue(authData.Members.Remove(Name)), authData.Members.GetValueOrDefault(Name));

    public static bool IsEnabled(App app) => app.Options.Auth.GetValueOrDefault(Name) is { Enabled: true };

    public Task<bool> IsOnAsync(App app, string userId, CancellationToken cancellationToken) =>
        IsEnabled(app) ? store.IsOnAsync(app, userId, cancellationToken) : Task.FromResult(false);

    /// <summary>Has a user who logs in, and has a second factor, prove it.</summary>
    /// <exception cref="ParseException">-1 he has to, 141 his code is wrong or used, or too many were.</exception>
    public async Task RequireAsync(App app, string userId, ParseValue? claim, CancellationToken cancellationToken)
    {
        if (!IsEnabled(app))
            return;
        if (claim is not null)
            await UseAsync(app, userId, Text(claim, "token") ?? throw Wrong(), ErrorCode.ScriptFailed, cancellationToken);
        else if (await store.IsOnAsync(app, userId, cancellationToken))
            throw new ParseException(ErrorCode.OtherCause, "Missing additional authData mfa");
    }

    /// <summary>
    /// Sets a user's second factor up: a <c>secret</c>, and a <c>token</c> made with it. One that is on already is replaced
    /// by somebody who has an <c>old</c> code of it; without a new secret, it is switched off.
    /// </summary>
    /// <exception cref="ParseException">-1 no secret, no code of it, or no old one; 252 the app has no second factors.</exception>
    public async Task<MfaChange> ChangeAsync(App app, Principal principal, string userId, ParseValue data, CancellationToken cancellationToken)
    {
        if (!IsEnabled(app))
            throw new ParseException(ErrorCode.UnsupportedService, "This authentication method is unsupported.");
        var (secret, token) = (Text(data, "secret"), Text(data, "token"));
        var bytes = secret is null ? null : Totp.ReadSecret(secret) ?? throw Invalid("Invalid MFA data");
        int? step = bytes is null ? null : Totp.Step(bytes, token ?? throw Invalid("Invalid MFA data"), time.GetUtcNow()) ?? throw Invalid("Invalid MFA token");
        if (!principal.MayWriteAnything && (secret is null || await store.IsOnAsync(app, userId, cancellationToken)))
            await UseAsync(app, userId, Text(data, "old") ?? throw Invalid("Invalid MFA token"), ErrorCode.OtherCause, cancellationToken);

        ImmutableArray<string> codes = secret is null ? [] : [.. Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryAlphabet, RecoveryLength))];
        return new MfaChange(
            [
                new InternalValue(UserClass.MfaSecret, secret),
                new InternalValue(UserClass.MfaStep, step),
                new InternalValue(UserClass.MfaRecovery, secret is null ? null : codes.Select(Hash).ToArray()),
                new InternalValue(UserClass.MfaAttempts, null),
                new InternalValue(UserClass.MfaLockedUntil, null),
            ],
            codes);
    }

    /// <summary>Uses up a code of the app, or a recovery code.</summary>
    private async Task UseAsync(App app, string userId, string code, ErrorCode error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var attempt = await store.AttemptAsync(app, userId, Attempts, now, now.AddMinutes(LockedMinutes), cancellationToken) ?? throw Wrong(error);
        if (attempt.Secret is not { } secret)
            throw new ParseException(error, $"Too many wrong MFA tokens. Please try again after {LockedMinutes} minute(s)");
        var isRight = code.Length == RecoveryLength
            ? await store.UseRecoveryCodeAsync(app, userId, Hash(code), cancellationToken)
            : Totp.Step(Totp.ReadSecret(secret)!, code, now) is { } step && await store.UseStepAsync(app, userId, secret, step, cancellationToken);
        if (!isRight)
            throw Wrong(error);
    }

    private static string? Text(ParseValue data, string name) =>
        data is ObjectValue map && map.Members.GetValueOrDefault(name) is StringValue text && !text.Text.Contains('\0') ? text.Text : null;

    /// <remarks>A plain hash is enough for what is random: it cannot be guessed.</remarks>
    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static ParseException Wrong(ErrorCode error = ErrorCode.ScriptFailed) => new(error, "Invalid MFA token");

    private static ParseException Invalid(string message) => new(ErrorCode.OtherCause, message);
}
