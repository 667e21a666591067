using System.Collections.Immutable;

namespace BackendInfra.Core.Apps;

/// <summary>What an app's owner may set. Stored as JSON in the catalog; a member that is missing there has its default.</summary>
public sealed record AppOptions
{
    /// <summary>Whether a client without the master key may make a class by writing to it.</summary>
    public bool AllowClientClassCreation { get; init; }

    /// <summary>The permissions of a class that is made without any.</summary>
    public DefaultPermissions DefaultClassLevelPermissions { get; init; } = DefaultPermissions.Protected;

    /// <summary>Whether introspection answers callers without the master key; null: in Development only.</summary>
    public bool? GraphQLPublicIntrospection { get; init; }

    /// <summary>
    /// SDL of the app's own root fields, answered by its functions (<c>@resolve(to:)</c>) or constants (<c>@mock(with:)</c>). One that is
    /// malformed, or meets names that are taken, is left out with a warning in the log.
    /// </summary>
    public string? GraphQLSchema { get; init; }

    /// <summary>Whether callers without the master key may run only documents of the app's trusted list.</summary>
    public bool GraphQLTrustedDocumentsOnly { get; init; }

    /// <summary>Whether clients may send a document once and its hash from then on (automatic persisted queries).</summary>
    public bool GraphQLAutomaticPersistedQueries { get; init; } = true;

    /// <summary>Whether clients must send one of the client keys. Off, the application id is enough, as in a Parse Server with none configured.</summary>
    public bool RequireClientKey { get; init; }

    /// <summary>Rows of a query that names no limit.</summary>
    public int DefaultLimit { get; init; } = 100;

    /// <summary>Greatest limit; larger ones are cut silently, as Parse does. Null: none.</summary>
    public int? MaxLimit { get; init; }

    /// <summary>Whether clients may choose the objectId of what they create.</summary>
    public bool AllowCustomObjectId { get; init; }

    /// <summary>The <c>Access-Control-Allow-Origin</c> of answers.</summary>
    public string AllowOrigin { get; init; } = "*";

    /// <summary>
    /// Addresses and networks (<c>10.0.0.0/8</c>) from which the master, read-only master and maintenance keys are taken;
    /// from elsewhere they are refused. Parse's default: this machine only.
    /// </summary>
    public ImmutableArray<string> MasterKeyIps { get; init; } = ["127.0.0.1", "::1"];

    /// <summary>Seconds until a session ends. Parse's default: a year.</summary>
    public int SessionLength { get; init; } = 31_536_000;

    /// <summary>Who may upload which files.</summary>
    public FileUploadOptions FileUpload { get; init; } = new();

    /// <summary>Greatest size of an uploaded file in bytes; larger ones are refused with 129.</summary>
    public long MaxUploadSize { get; init; } = 20 * 1024 * 1024;

    /// <summary>The address of the REST API as clients reach it, such as <c>https://example.com/parse</c>; null: as each request came.</summary>
    public string? PublicServerUrl { get; init; }

    /// <summary>Which requests are run once only, however often they arrive.</summary>
    public IdempotencyOptions IdempotencyOptions { get; init; } = new();

    public RequestLimits Limits { get; init; } = new();

    /// <summary>The report of weak settings.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Which passwords are taken, and for how long.</summary>
    public PasswordPolicyOptions PasswordPolicy { get; init; } = new();

    /// <summary>When wrong passwords lock an account.</summary>
    public AccountLockoutOptions AccountLockout { get; init; } = new();

    /// <summary>What may be deployed.</summary>
    public CloudCodeOptions CloudCode { get; init; } = new();

    /// <summary>Seconds in which a webhook must answer; what it was to check is refused otherwise.</summary>
    public int WebhookTimeout { get; init; } = 10;

    /// <summary>What mails and pages call the app; null: its name.</summary>
    public string? AppName { get; init; }

    /// <summary>Whom mails come from; null: the server's own sender.</summary>
    public string? FromAddress { get; init; }

    /// <summary>The texts of mails.</summary>
    public MailTemplatesOptions MailTemplates { get; init; } = new();

    /// <summary>Whether users are sent a link that proves their address.</summary>
    public bool VerifyUserEmails { get; init; }

    /// <summary>Whether that link is sent by itself when a user gets an address; else only when it is asked for.</summary>
    public bool SendUserEmailVerification { get; init; } = true;

    /// <summary>Whether users cannot log in before they have proved their address; they sign up without a session then.</summary>
    public bool PreventLoginWithUnverifiedEmail { get; init; }

    /// <summary>Whether signing up answers with 205 then; the user is made, and gets his mail.</summary>
    public bool PreventSignupWithUnverifiedEmail { get; init; }

    /// <summary>Seconds for which such a link is good; null: until it is used.</summary>
    public int? EmailVerifyTokenValidityDuration { get; init; }

    /// <summary>Whether links that were sent before, and are still valid, stay so when one more is sent.</summary>
    public bool EmailVerifyTokenReuseIfValid { get; init; }

    /// <summary>Whether asking for such a link succeeds for unknown and verified addresses, too; else clients can find out who has an account.</summary>
    public bool EmailVerifySuccessOnInvalidEmail { get; init; } = true;

    /// <summary>How often callers may use which routes.</summary>
    public ImmutableArray<RateLimitOptions> RateLimit { get; init; } = [];

    /// <summary>How often one may try to log in.</summary>
    public LogInLimitOptions LogInLimit { get; init; } = new();

    /// <summary>Whether users without a proved address have no session after signing up, and cannot log in.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool RequiresVerifiedEmail => VerifyUserEmails && PreventLoginWithUnverifiedEmail;

    /// <summary>Whether nobody but a new user himself may read him, unless he brings an ACL. Parse's default.</summary>
    public bool EnforcePrivateUsers { get; init; } = true;

    /// <summary>Whether the schema API changes nothing, with the master key neither: classes are as a deployment has made them.</summary>
    public bool LockSchemas { get; init; }

    /// <summary>Services that users may log in with (Parse's <c>auth</c>), by the names that <c>authData</c> calls them.</summary>
    public ImmutableSortedDictionary<string, AuthProviderOptions> Auth { get; init; } = ImmutableSortedDictionary.Create<string, AuthProviderOptions>(StringComparer.Ordinal);

    /// <summary>Whether clients may sign up with nothing but an id of their own making (<c>authData.anonymous</c>).</summary>
    public bool EnableAnonymousUsers { get; init; } = true;

    /// <summary>Whether a session that is used lives on: about once a day its end is moved to <see cref="SessionLength"/> from then.</summary>
    public bool ExtendSessionOnUse { get; init; }

    /// <summary>Whether a new password ends all sessions of the user.</summary>
    public bool RevokeSessionOnPasswordReset { get; init; } = true;

    /// <summary>What the app's log keeps.</summary>
    public LogOptions Logs { get; init; } = new();

    /// <summary>How jobs are run, and what is kept of them.</summary>
    public JobOptions Jobs { get; init; } = new();
}
