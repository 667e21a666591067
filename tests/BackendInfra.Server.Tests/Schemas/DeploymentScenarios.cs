using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary>Classes as code over HTTP: <c>/schema</c>, <c>/schema/plan</c>, <c>/schema/apply</c>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class DeploymentScenarios(TestServer server)
{
    private const string Item = """
        {"className":"Item","fields":{
          "name":{"type":"String","required":true},
          "price":{"type":"Number","required":true,"defaultValue":0},
          "owner":{"type":"Pointer","targetClass":"_User"},
          "tags":{"type":"Relation","targetClass":"Tag"}},
         "classLevelPermissions":{"find":{"*":true}},
         "indexes":{"byName":{"keys":{"name":1},"unique":true},"cheap":{"keys":{"price":-1,"name":1},"partialFilterExpression":{"price":{"$lt":10,"$exists":true},"name":{"$ne":"x"}}}}}
        """;

    private const string Tag = """{"className":"Tag","fields":{"name":{"type":"String"}},"classLevelPermissions":{}}""";

    [Fact]
    public async Task What_is_planned_is_what_is_applied_and_then_there_is_nothing_to_do()
    {
        var (app, master) = await AppAsync();
        var plan = await ReportAsync(master, "plan", Body([Item, Tag]));
        Assert.Equal(["safe The class Item is new, with 4 fields.", "safe The class Tag is new, with 1 field."], Changes(plan, "classes"));
        Assert.Contains("safe Item was added.", Changes(plan, "graphql"));
        Assert.Contains($"CREATE UNIQUE INDEX IF NOT EXISTS \"Item.byName\" ON \"{app.DatabaseSchema}\".\"Item\" (\"_f_name\" ASC NULLS FIRST)", Texts(plan, "statements"));
        (await master.GetAsync("/parse/schemas/Item")).ExpectError(103);

        var applied = await ReportAsync(master, "apply", Body([Item, Tag]));
        Assert.Equal(plan.GetRawText(), applied.GetRawText());

        foreach (var way in new[] { "plan", "apply" })
        {
            var again = await ReportAsync(master, way, Body([Item, Tag]));
            Assert.Empty(Changes(again, "classes").Concat(Changes(again, "graphql")).Concat(Texts(again, "statements")));
        }

        await master.CreateAsync("Item", """{"name":"a"}""");
        (await master.PostAsync("/parse/classes/Item", """{"name":"a"}""")).ExpectError(137);
    }

    [Fact]
    public async Task What_is_exported_makes_an_equal_app()
    {
        var (_, from) = await AppAsync();
        await ReportAsync(from, "apply", Body([Item, Tag, """{"className":"_User","fields":{"nickname":{"type":"String","defaultValue":"é \"quoted\""}},"classLevelPermissions":{"get":{"*":true},"protectedFields":{"*":["email"]}}}"""]));
        var exported = (await from.GetAsync("/parse/schema")).Expect(200);
        Assert.Equal(["_User", "Item", "Tag"], exported.Json.GetProperty("classes").EnumerateArray().Select(json => json.GetProperty("className").GetString()));

        var (_, to) = await AppAsync();
        await ReportAsync(to, "apply", $$"""{"classes":{{exported.Json.GetProperty("classes").GetRawText()}}}""");

        Assert.Equal(exported.Text, (await to.GetAsync("/parse/schema")).Text);
    }

    [Fact]
    public async Task The_GraphQL_schema_is_the_one_that_clients_of_the_app_see()
    {
        var (_, master) = await AppAsync();
        await ReportAsync(master, "apply", Body([Item, Tag]));
        Assert.Contains("type Tag ", Sdl(await master.GetAsync("/parse/schema")), StringComparison.Ordinal);

        (await master.PutAsync("/parse/graphql-config", """{"params":{"disabledForClasses":["Tag"]}}""")).Expect(200);
        Assert.DoesNotContain("type Tag ", Sdl(await master.GetAsync("/parse/schema")), StringComparison.Ordinal);
        Assert.Empty(Changes(await ReportAsync(master, "plan", Body(["""{"className":"Tag","fields":{"name":{"type":"String"},"more":{"type":"String"}}}"""])), "graphql"));

        static string Sdl(Answer answer) => answer.Expect(200).Json.GetProperty("graphql").GetString()!;
    }

    [Fact]
    public async Task Data_is_lost_only_when_it_may_be()
    {
        var (_, master) = await AppAsync();
        await ReportAsync(master, "apply", Body([Item, Tag]));
        var id = await master.CreateAsync("Item", """{"name":"a","price":2}""");
        await master.CreateAsync("Tag", """{"name":"t"}""");
        var changed = Body(["""{"className":"Item","fields":{"price":{"type":"String"}}}"""], """ "prune":true """);

        var plan = await ReportAsync(master, "plan", changed);
        string[] obstacles =
        [
            "Item.name is removed with its values. Pass --allow-data-loss when they may go.",
            "Item.owner is removed with its values. Pass --allow-data-loss when they may go.",
            "Item.price changes from Number to String: its values are deleted. Pass --allow-data-loss when they may go.",
            "Item.tags is removed with its values. Pass --allow-data-loss when they may go.",
            "The class Tag is removed with its objects. It holds 1. Pass --allow-data-loss when they may go.",
        ];
        Assert.Equal(obstacles, Texts(plan, "obstacles"));
        (await master.PostAsync("/parse/schema/apply", changed)).ExpectError(255, string.Join('\n', obstacles));
        Assert.Equal("a", (await master.GetAsync($"/parse/classes/Item/{id}")).Expect(200).Json.GetProperty("name").GetString());

        await ReportAsync(master, "apply", Body(["""{"className":"Item","fields":{"price":{"type":"String"}}}"""], """ "prune":true,"allowDataLoss":true """));
        var item = (await master.GetAsync($"/parse/classes/Item/{id}")).Expect(200).Json;
        Assert.False(item.TryGetProperty("price", out _) || item.TryGetProperty("name", out _));
        (await master.GetAsync("/parse/classes/Tag")).Expect(200);
        (await master.GetAsync("/parse/schemas/Tag")).ExpectError(103);
        await master.CreateAsync("Item", """{"price":"cheap"}""");
    }

    [Fact]
    public async Task Objects_that_the_new_classes_do_not_fit_are_named()
    {
        var (_, master) = await AppAsync();
        await ReportAsync(master, "apply", Body(["""{"className":"Box","fields":{"code":{"type":"String"},"size":{"type":"Number"}}}"""]));
        string[] ids = [await master.CreateAsync("Box", """{"code":"x"}"""), await master.CreateAsync("Box", """{"code":"x","size":1}""")];
        Array.Sort(ids, StringComparer.Ordinal);
        var none = (await master.GetAsync("/parse/classes/Box", ("where", """{"size":{"$exists":false}}"""))).Json.GetProperty("results")[0].GetProperty("objectId").GetString()!;
        var wanted = Body(["""{"className":"Box","fields":{"code":{"type":"String"},"size":{"type":"Number","required":true,"defaultValue":7},"label":{"type":"String","required":true}},"indexes":{"one":{"keys":{"code":1},"unique":true}}}"""]);

        string[] obstacles =
        [
            $"Box.label becomes required, but 2 objects have no value: {ids[0]}, {ids[1]}. Give them one first, or give the field a defaultValue and pass --fill-defaults.",
            $"Box.size becomes required, but 1 object has no value: {none}. Pass --fill-defaults to give them the default value.",
            $"Index one cannot be unique: objects of Box share values of code, among them {ids[0]}, {ids[1]}. Change or delete all but one of them first.",
        ];
        Assert.Equal(obstacles, Texts(await ReportAsync(master, "plan", wanted), "obstacles"));
        (await master.PostAsync("/parse/schema/apply", wanted)).ExpectError(255, string.Join('\n', obstacles));

        await master.PutAsync($"/parse/classes/Box/{ids[0]}", """{"code":"y"}""");
        await ReportAsync(master, "apply", Body(["""{"className":"Box","fields":{"code":{"type":"String"},"size":{"type":"Number","required":true,"defaultValue":7},"label":{"type":"String","required":true,"defaultValue":"it's \\ \"new\""}},"indexes":{"one":{"keys":{"code":1},"unique":true},"bySize":{"size":1}}}"""], """ "fillDefaults":true """));
        var filled = (await master.GetAsync($"/parse/classes/Box/{none}")).Json;
        Assert.Equal((7, "it's \\ \"new\""), (filled.GetProperty("size").GetDouble(), filled.GetProperty("label").GetString()));
        Assert.Equal(1, (await master.GetAsync("/parse/classes/Box", ("where", """{"size":7}"""))).Json.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Only_the_master_key_deploys_and_locked_schemas_stay()
    {
        var app = await server.CreateAppAsync(NextName(), new AppOptions());
        foreach (var way in new[] { "plan", "apply" })
        {
            (await server.Anonymous(app).PostAsync($"/parse/schema/{way}", Body([Item]))).Expect(403);
            (await server.ReadOnlyMaster(app).PostAsync($"/parse/schema/{way}", Body([Item]))).ExpectError(119);
        }

        (await server.Anonymous(app).GetAsync("/parse/schema")).Expect(403);
        (await server.ReadOnlyMaster(app).GetAsync("/parse/schema")).Expect(200);

        var locked = await server.CreateAppAsync(NextName(), new AppOptions { LockSchemas = true });
        (await server.Master(locked).PostAsync("/parse/schema/apply", Body([Item]))).ExpectError(119);
        (await server.Master(locked).PostAsync("/parse/schema/plan", Body([Item]))).Expect(200);
    }

    [Theory]
    [InlineData("""{}""", 107, "classes must be an array of class definitions.")]
    [InlineData("""{"classes":[1]}""", 107, "A class definition is an object with a className.")]
    [InlineData("""{"classes":[],"prune":1}""", 107, "prune must be true or false.")]
    [InlineData("""{"classes":[{"className":"A"},{"className":"A"}]}""", 103, "Class A is defined twice.")]
    [InlineData("""{"classes":[{"className":"A","fields":{"a":{"type":"Nothing"}}}]}""", 111, "invalid field type: Nothing")]
    [InlineData("""{"classes":[{"className":"A","indexes":{"i":{"a":1}}}]}""", 102, "Field a does not exist, cannot add index.")]
    [InlineData("""{"classes":[{"className":"_Other"}]}""", 103, null)]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string body, int code, string? message)
    {
        var (_, master) = await AppAsync();
        foreach (var way in new[] { "plan", "apply" })
        {
            var answer = await master.PostAsync($"/parse/schema/{way}", body);
            if (message is null)
                answer.ExpectError(code);
            else
                answer.ExpectError(code, message);
        }

        Assert.Empty((await master.GetAsync("/parse/schema")).Json.GetProperty("classes").EnumerateArray());
    }

    private static int s_apps;

    private static string NextName() => $"deploy{Interlocked.Increment(ref s_apps)}";

    private async Task<(App App, RestClient Master)> AppAsync()
    {
        var app = await server.CreateAppAsync(NextName(), new AppOptions());
        return (app, server.Master(app));
    }

    private static string Body(string[] classes, string? options = null) => $$"""{"classes":[{{string.Join(',', classes)}}]{{(options is null ? "" : ",")}}{{options}}}""";

    private static async Task<JsonElement> ReportAsync(RestClient master, string way, string body) => (await master.PostAsync($"/parse/schema/{way}", body)).Expect(200).Json;

    private static IEnumerable<string> Changes(JsonElement report, string part) =>
        report.GetProperty(part).EnumerateArray().Select(change => $"{change.GetProperty("severity").GetString()} {change.GetProperty("message").GetString()}");

    private static IEnumerable<string?> Texts(JsonElement report, string part) => report.GetProperty(part).EnumerateArray().Select(text => text.GetString());
}
