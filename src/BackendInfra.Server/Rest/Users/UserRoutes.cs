using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Users;

/// <summary>Logging in and out, and the caller's own user and session (reference §10).</summary>
internal static class UserRoutes
{
    /// <summary><c>GET</c> or <c>POST /login</c> → the user with a new session token.</summary>
    /// <exception cref="ParseException">101 wrong, 200 no name, 201 no password.</exception>
    public static async Task LogInAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var signedIn = await request.Data.Services.Accounts.LogInAsync(request.Caller, LogInOf(request), cancellationToken);
        await AnswerAsync(request, signedIn.UserId, signedIn.SessionToken, cancellationToken);
    }

    /// <summary><c>GET</c> or <c>POST /verifyPassword</c> → the user, without a session.</summary>
    /// <inheritdoc cref="LogInAsync"/>
    public static async Task VerifyPasswordAsync(RestRequest request, CancellationToken cancellationToken) =>
        await AnswerAsync(request, await request.Data.Services.Accounts.CheckAsync(request.Caller, LogInOf(request), cancellationToken), null, cancellationToken);

    /// <summary><c>POST /loginAs</c> with a <c>userId</c>: the master key may be anybody.</summary>
    /// <exception cref="ParseException">101 no such user, 102 no id.</exception>
    public static async Task LogInAsAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (Text(request, "userId") is not { Length: > 0 } userId)
            throw new ParseException(ErrorCode.InvalidQuery, "userId must not be empty, null, or undefined");
        using var found = await UserAsync(request, userId, cancellationToken);
        await AnswerAsync(request, userId, await request.Data.Services.Accounts.StartAsync(request.Caller, userId, "login", "masterkey", null, cancellationToken), cancellationToken);
    }

    /// <summary><c>POST /logout</c> → <c>{}</c>: ends the caller's session.</summary>
    public static async Task LogOutAsync(RestRequest request, CancellationToken cancellationToken)
    {
        await request.Data.Services.Accounts.LogOutAsync(request.Caller, request.Data.WriteAsync, cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <summary><c>GET /users/me</c> → the caller's user with his token.</summary>
    /// <exception cref="ParseException">209 without a session.</exception>
    public static Task MeAsync(RestRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(request, Session(request).UserId, request.Caller.SessionToken, cancellationToken);

    /// <summary><c>GET /sessions/me</c> → the caller's session with its token.</summary>
    /// <exception cref="ParseException">209 without a session.</exception>
    public static Task MySessionAsync(RestRequest request, CancellationToken cancellationToken) =>
        AnswerSessionAsync(request, Session(request), request.Caller.SessionToken, cancellationToken);

    /// <summary>Answers with a session of the caller's and its token.</summary>
    public static async Task AnswerSessionAsync(RestRequest request, Core.Users.StoredSession session, string? token, CancellationToken cancellationToken)
    {
        var schema = await request.Data.SchemaAsync(cancellationToken);
        var plan = ById(schema.Find(SessionClass.Name)!, session.ObjectId);
        using var found = await ReadAsync(request, schema, AccessGate.Authorize(plan, request.Caller.Principal), cancellationToken);
        Write(request, found, token);
    }

    private static Core.Users.StoredSession Session(RestRequest request) => request.Caller.Session ?? throw Refusals.InvalidSessionToken();

    /// <summary>What is no text can be nobody's name or password (rule 13), so it counts as a wrong one.</summary>
    public static LogIn LogInOf(RestRequest request) =>
        new(TextOrWrong(request, UserClass.Username) ?? TextOrWrong(request, UserClass.Email), TextOrWrong(request, UserClass.Password))
        {
            AuthData = AuthDataOf(request),
            IgnoresVerification = Find(request, "ignoreEmailVerification") is { } ignores && ignores.ToString() is "true" or "True" or "1",
        };

    /// <exception cref="ParseException">252 what is no object.</exception>
    private static ObjectValue? AuthDataOf(RestRequest request) => Find(request, UserClass.AuthData) is { } authData
        ? ParseJson.Read(authData) as ObjectValue ?? throw new ParseException(ErrorCode.UnsupportedService, "This authentication method is unsupported.")
        : null;

    private static string? TextOrWrong(RestRequest request, string name) =>
        Find(request, name) is null ? null : Text(request, name) ?? throw SignIn.Invalid();

    /// <summary>Answers with a user, who sees everything of his own, and the token of his session.</summary>
    public static async Task AnswerAsync(RestRequest request, string userId, string? token, CancellationToken cancellationToken)
    {
        using var user = await UserAsync(request, userId, cancellationToken);
        Write(request, user, token);
    }

    private static async Task<PooledBuffer> UserAsync(RestRequest request, string userId, CancellationToken cancellationToken)
    {
        if (!ObjectId.IsValid(userId))
            throw new ParseException(ErrorCode.ObjectNotFound, "user not found");
        var schema = await request.Data.SchemaAsync(cancellationToken);
        return await ReadAsync(request, schema, AccessGate.AuthorizeSelf(ById(schema.Find(UserClass.Name)!, userId), Principal.User(userId, [])), cancellationToken);
    }

    private static async Task<PooledBuffer> ReadAsync(RestRequest request, SchemaSnapshot schema, AuthorizedRead read, CancellationToken cancellationToken)
    {
        var sink = new OneObject();
        await request.Data.ReadAsync(schema, read, sink, cancellationToken);
        if (sink.Found)
            return sink.Buffer;
        sink.Buffer.Dispose();
        throw Refusals.ObjectNotFound();
    }

    private static ReadPlan ById(ClassSchema schema, string objectId) => new(schema)
    {
        Operation = ClassOperation.Get,
        Where = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, Operand.Of(new StringValue(objectId))),
        Selection = RestSelection.Everything,
    };

    /// <summary>Writes the object with the token as its last member; a token of ours needs no escaping.</summary>
    private static void Write(RestRequest request, PooledBuffer found, string? token)
    {
        var body = request.Answer.Body;
        body.Write(found.WrittenSpan[..^1]);
        if (token is not null)
        {
            body.Write(",\"sessionToken\":\""u8);
            body.Write(System.Text.Encoding.ASCII.GetBytes(token));
            body.Write("\""u8);
        }

        body.Write("}"u8);
    }

    /// <summary>A parameter of the body, or of the query string.</summary>
    private static JsonElement? Find(RestRequest request, string name)
    {
        if (request.Body.Find(name) is { } sent)
            return sent;
        foreach (var parameter in request.Parameters)
        {
            if (parameter.Name == name)
                return parameter.Text is { } text ? JsonSerializer.SerializeToElement(text) : parameter.Json;
        }

        return null;
    }

    private static string? Text(RestRequest request, string name) =>
        Find(request, name) is { ValueKind: JsonValueKind.String } value ? ParseJson.ReadText(value) : null;

    private sealed class OneObject : RowSink
    {
        public PooledBuffer Buffer { get; } = new();

        public bool Found { get; private set; }

        public override void Total(long count)
        {
        }

        public override void BeginRow() => Found = true;

        public override IBufferWriter<byte> Column(int index) => Buffer;
    }
}
