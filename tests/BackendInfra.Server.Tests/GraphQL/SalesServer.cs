using BackendInfra.Core.Schema;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>A server with sales of two shops: five sales that everybody sees, one that only the master key does.</summary>
public sealed class SalesServer(PostgresServer postgres) : IAsyncLifetime
{
    internal GraphQLServer Server { get; } = new(postgres);

    /// <summary>The objectId of a shop that only the master key sees.</summary>
    internal string Hidden { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        await Server.Registry.ChangeAsync(Server.App, Classes, CancellationToken.None);
        var north = await ShopAsync("""name: "North" """);
        Hidden = await ShopAsync("""name: "South", ACL: {}""");
        string[] best =
        [
            await SaleAsync($$"""amount: 100, channel: "web", paid: true, soldAt: "2026-03-01T00:30:00.000Z", shop: {link: "{{north}}"}"""),
            await SaleAsync($$"""amount: 40, channel: "shop", paid: true, soldAt: "2026-01-05T10:00:00.000Z", shop: {link: "{{north}}"}"""),
            await SaleAsync($$"""amount: 1000, channel: "web", paid: true, soldAt: "2020-01-01T00:00:00.000Z", shop: {link: "{{north}}"}, ACL: {}"""),
        ];
        await SaleAsync($$"""amount: 5, channel: "web", paid: false, shop: {link: "{{Hidden}}"}""");
        await SaleAsync($$"""amount: 5.5, channel: "shop", paid: false, soldAt: "2026-02-10T23:30:00.000Z", shop: {link: "{{north}}"}""");
        await SaleAsync("amount: null");
        await Server.DataAsync("mutation ($id: ID!, $best: [ID!]) { updateShop(input: {id: $id, fields: {best: {add: $best}}}) { shop { id } } }", new { id = north, best }, master: true);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static SchemaSnapshot Classes(SchemaSnapshot snapshot)
    {
        snapshot = TestClasses.Create(snapshot, new ClassEdit("Shop") { SetFields = [new("name", FieldType.String)] });
        snapshot = TestClasses.Create(snapshot, new ClassEdit("Sale")
        {
            SetFields =
            [
                new("amount", FieldType.Number), new("channel", FieldType.String), new("paid", FieldType.Boolean), new("soldAt", FieldType.Date), new("shop", FieldType.Pointer, "Shop"),
            ],
        });
        return SchemaEditor.Update(snapshot, new ClassEdit("Shop") { SetFields = [new("best", FieldType.Relation, "Sale")] }, new());
    }

    private Task<string> ShopAsync(string fields) => CreateAsync("Shop", fields);

    private Task<string> SaleAsync(string fields) => CreateAsync("Sale", fields);

    private async Task<string> CreateAsync(string type, string fields) =>
        (await Server.ValueAsync($"create{type}.{type.ToLowerInvariant()}.objectId", $"mutation {{ create{type}(input: {{fields: {{{fields}}}}}) {{ {type.ToLowerInvariant()} {{ objectId }} }} }}", master: true))!.ToString();
}
