using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Webhooks;

/// <summary>A trigger or a function that runs elsewhere and is called by HTTP.</summary>
public sealed record Webhook
{
    private const int MaxUrlLength = 2048;
    private const int MaxNameLength = 128;

    private Webhook(string url) => Url = url;

    public string Url { get; }

    /// <summary>Null for a trigger.</summary>
    public string? FunctionName { get; private init; }

    /// <summary>Null for a function.</summary>
    public string? ClassName { get; private init; }

    public TriggerKinds Trigger { get; private init; }

    /// <exception cref="ParseException">143 for a name that no function can have, or what is no address.</exception>
    public static Webhook OfFunction(string name, string url) =>
        IsFunctionName(name) ? new Webhook(RequireUrl(url)) { FunctionName = name } : throw Invalid("a function's name has letters, digits, _, - and dots between them");

    /// <exception cref="ParseException">143 for a class that cannot have the trigger, or what is no address.</exception>
    public static Webhook OfTrigger(string className, TriggerKinds trigger, string url) =>
        TriggerNames.Refusal(className, trigger) is { } refusal ? throw Invalid(refusal) : new Webhook(RequireUrl(url)) { ClassName = className, Trigger = trigger };

    /// <summary>One that was checked when it was made; an app must not fail to load for it.</summary>
    internal static Webhook Stored(string? functionName, string? className, TriggerKinds trigger, string url) =>
        new(url) { FunctionName = functionName, ClassName = className, Trigger = trigger };

    public static ParseException Invalid(string why) => new(ErrorCode.WebhookError, $"invalid hook declaration: {why}");

    /// <summary>Whether a function can have a name. Names that would act on JavaScript objects are none (GHSA: function <c>__proto__</c>).</summary>
    public static bool IsFunctionName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !Schema.Names.IsDenied(part));

    private static string RequireUrl(string url) =>
        url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? url
            : throw Invalid("url must be an http or https address");
}
