using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Users;

namespace BackendInfra.Benchmarks.Http;

/// <summary>
/// 100 users, each with a session, half of them in the role Staff; and 200,000 purchases, of which a third only their
/// owner may read, a third the owner and the staff, and a third everybody. Owners may write theirs.
/// </summary>
internal static class People
{
    public const int Users = 100;
    public const int Purchases = 200_000;
    public const string Password = "correct horse battery staple";

    private const int Batch = 5_000;
    private const string Staff = "Staff";

    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string UserId(int i) => $"u{i:D9}";

    public static string UserName(int i) => $"user{i}";

    public static string Token(int i) => $"r:{i:x32}";

    public static async Task CreateAsync(App app, IObjectStore store, CancellationToken cancellationToken)
    {
        using var hasher = new PasswordHasher();
        var hash = await hasher.HashAsync(Password, cancellationToken);
        await store.InTransactionAsync(
            app,
            async transaction =>
            {
                var classes = await transaction.ChangeSchemaAsync(
                    schema => SchemaEditor.Create(
                        schema,
                        new ClassEdit("Purchase")
                        {
                            SetFields = [new("owner", FieldType.Pointer, UserClass.Name), new("text", FieldType.String), new("quantity", FieldType.Number), new("paid", FieldType.Boolean)],
                            Permissions = ClassLevelPermissions.Public,
                        },
                        app.Options),
                    cancellationToken);
                var (users, sessions, roles) = (classes.Find(UserClass.Name)!, classes.Find(SessionClass.Name)!, classes.Find(RoleClass.Name)!);
                await transaction.PutObjectsAsync(users, [.. Enumerable.Range(0, Users).Select(i => User(users, i, hash))], cancellationToken);
                await transaction.PutObjectsAsync(sessions, [.. Enumerable.Range(0, Users).Select(i => Session(sessions, i))], cancellationToken);
                await transaction.PutObjectsAsync(roles, [new ObjectRow("staff", Start, Start, Acl.MasterOnly, [(roles.Find(RoleClass.RoleName)!, new StringValue(Staff))])], cancellationToken);
                await transaction.AddMembersAsync(
                    roles, roles.Find(RoleClass.Users)!, [.. Enumerable.Range(0, Users).Where(i => i % 2 == 0).Select(i => new RelationMember("staff", UserId(i)))], cancellationToken);
                var purchases = classes.Find("Purchase")!;
                for (var i = 0; i < Purchases; i += Batch)
                    await transaction.PutObjectsAsync(purchases, [.. Enumerable.Range(i, Batch).Select(n => Purchase(purchases, n))], cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private static ObjectRow User(ClassSchema schema, int i, string hash) =>
        new(UserId(i), Start, Start, new Acl([UserId(i)], [UserId(i)]), [(schema.Find(UserClass.Username)!, new StringValue(UserName(i)))])
        {
            Internal = [new InternalValue(UserClass.HashedPassword, hash)],
        };

    private static ObjectRow Session(ClassSchema schema, int i) =>
        new($"s{i:D9}", Start, Start, new Acl([UserId(i)], [UserId(i)]), [
            (schema.Find(SessionClass.User)!, new PointerValue(UserClass.Name, UserId(i))),
            (schema.Find(SessionClass.ExpiresAt)!, new DateValue("2099-01-01T00:00:00.000Z")),
        ])
        {
            Internal = [new InternalValue(SessionClass.TokenHash, SessionToken.Hash(Token(i)))],
        };

    private static ObjectRow Purchase(ClassSchema schema, int i)
    {
        var owner = UserId(i % Users);
        var acl = new Acl([owner], [owner]);
        acl = (i % 3) switch
        {
            0 => acl,
            1 => acl with { Read = acl.Read.Add(Acl.RolePrefix + Staff) },
            _ => acl with { Read = acl.Read.Add(Acl.Everyone) },
        };
        return new ObjectRow($"b{i:D9}", Start.AddSeconds(i), Start.AddSeconds(i), acl, [
            (schema.Find("owner")!, new PointerValue(UserClass.Name, owner)),
            (schema.Find("text")!, new StringValue($"The {i}th purchase")),
            (schema.Find("quantity")!, new NumberValue(i % 9)),
            (schema.Find("paid")!, BooleanValue.Of(i % 2 == 0)),
        ]);
    }
}
