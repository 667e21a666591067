using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

[Collection(nameof(ServerCollection))]
public sealed class HookApiScenarios(TestServer server)
{
    [Fact]
    public async Task Functions_and_triggers_are_made_listed_changed_and_deleted()
    {
        var app = await server.CreateAppAsync("hookapi", new AppOptions());
        var master = server.Master(app);
        Assert.Equal("[]", (await master.GetAsync("/parse/hooks/functions")).Expect(200).Text);
        Assert.Equal("[]", (await master.GetAsync("/parse/hooks/triggers")).Expect(200).Text);

        const string function = """{"functionName":"hello","url":"https://example.com/hello"}""";
        Answer.AreEqual(function, (await master.PostAsync("/parse/hooks/functions", function)).Expect(200).Text);
        Answer.AreEqual($"[{function}]", (await master.GetAsync("/parse/hooks/functions")).Expect(200).Text);
        Answer.AreEqual(function, (await master.GetAsync("/parse/hooks/functions/hello")).Expect(200).Text);
        (await master.PostAsync("/parse/hooks/functions", function)).ExpectError(143, "function name: hello already exists");

        const string trigger = """{"className":"Score","triggerName":"beforeSave","url":"http://example.com/s"}""";
        Answer.AreEqual(trigger, (await master.PostAsync("/parse/hooks/triggers", trigger)).Expect(200).Text);
        Answer.AreEqual($"[{trigger}]", (await master.GetAsync("/parse/hooks/triggers")).Expect(200).Text);
        Answer.AreEqual(trigger, (await master.GetAsync("/parse/hooks/triggers/Score/beforeSave")).Expect(200).Text);
        (await master.PostAsync("/parse/hooks/triggers", trigger)).ExpectError(143, "class Score already has trigger beforeSave");

        Answer.AreEqual("""{"functionName":"hello","url":"https://example.com/2"}""", (await master.PutAsync("/parse/hooks/functions/hello", """{"url":"https://example.com/2"}""")).Expect(200).Text);
        Answer.AreEqual("""{"className":"Score","triggerName":"beforeSave","url":"http://example.com/2"}""", (await master.PutAsync("/parse/hooks/triggers/Score/beforeSave", """{"url":"http://example.com/2"}""")).Expect(200).Text);
        Assert.Contains("example.com/2", (await master.GetAsync("/parse/hooks/functions/hello")).Text, StringComparison.Ordinal);

        Assert.Equal("{}", (await master.PutAsync("/parse/hooks/functions/hello", """{"__op":"Delete"}""")).Expect(200).Text);
        Assert.Equal("{}", (await master.PutAsync("/parse/hooks/triggers/Score/beforeSave", """{"__op":"Delete"}""")).Expect(200).Text);
        Assert.Equal("[]", (await master.GetAsync("/parse/hooks/functions")).Text);
        Assert.Equal("[]", (await master.GetAsync("/parse/hooks/triggers")).Text);
        (await master.GetAsync("/parse/hooks/functions/hello")).ExpectError(143, "no function named: hello is defined");
        (await master.GetAsync("/parse/hooks/triggers/Score/beforeSave")).ExpectError(143, "class Score does not exist");
        (await master.PutAsync("/parse/hooks/functions/hello", """{"url":"https://example.com/2"}""")).ExpectError(143, "no function named: hello is defined");
        (await master.PutAsync("/parse/hooks/triggers/Score/beforeSave", """{"url":"https://example.com/2"}""")).ExpectError(143, "class Score does not exist");
        (await master.PutAsync("/parse/hooks/functions/hello", """{"__op":"Delete"}""")).ExpectError(101);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"functionName":"f"}""")]
    [InlineData("""{"functionName":1,"url":"http://example.com"}""")]
    [InlineData("""{"functionName":"","url":"http://example.com"}""")]
    [InlineData("""{"functionName":"__proto__","url":"http://example.com"}""")]
    [InlineData("""{"functionName":"constructor","url":"http://example.com"}""")]
    [InlineData("""{"functionName":"a.__proto__","url":"http://example.com"}""")]
    [InlineData("""{"functionName":"a/b","url":"http://example.com"}""")]
    [InlineData("""{"functionName":"f","url":"ftp://example.com"}""")]
    [InlineData("""{"functionName":"f","url":"file:///etc/passwd"}""")]
    [InlineData("""{"functionName":"f","url":"/relative"}""")]
    [InlineData("""{"className":"C","url":"http://example.com"}""")]
    [InlineData("""{"className":"C","triggerName":"beforeEverything","url":"http://example.com"}""")]
    [InlineData("""{"className":"C","triggerName":"none","url":"http://example.com"}""")]
    [InlineData("""{"className":"C","triggerName":"find","url":"http://example.com"}""")]
    [InlineData("""{"className":"no class","triggerName":"beforeSave","url":"http://example.com"}""")]
    [InlineData("""{"className":"C","triggerName":"beforeLogin","url":"http://example.com"}""")]
    [InlineData("""{"className":"_Session","triggerName":"beforeSave","url":"http://example.com"}""")]
    [InlineData("""{"className":"_User","triggerName":"afterLogout","url":"http://example.com"}""")]
    [InlineData("""{"className":"_Hooks","triggerName":"beforeSave","url":"http://example.com"}""")]
    [InlineData("""{"className":"_Join:a:B","triggerName":"beforeSave","url":"http://example.com"}""")]
    public async Task What_is_no_hook_is_refused(string body)
    {
        (await server.Master(server.Guarded).PostAsync("/parse/hooks/functions", body)).ExpectError(143);
        Assert.DoesNotContain("example.com", (await server.Master(server.Guarded).GetAsync("/parse/hooks/triggers")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_made_at_once_are_all_kept()
    {
        var app = await server.CreateAppAsync("hookrace", new AppOptions());
        var master = server.Master(app);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => master.PostAsync("/parse/hooks/functions", $$"""{"functionName":"f{{i}}","url":"http://example.com/{{i}}"}""")));
        Assert.All(answers, answer => answer.Expect(200));
        Assert.Equal(12, (await master.GetAsync("/parse/hooks/functions")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Hooks_are_changed_by_no_transaction_and_by_no_read_only_key()
    {
        const string hook = """{"functionName":"tx","url":"http://example.com"}""";
        var batch = await server.Master(server.Guarded).PostAsync("/parse/batch", $$"""{"transaction":true,"requests":[{"method":"POST","path":"/parse/hooks/functions","body":{{hook}} }]}""");
        Assert.Equal(108, batch.Expect(400).Json[0].GetProperty("error").GetProperty("code").GetInt32());
        (await server.ReadOnlyMaster(server.Guarded).PostAsync("/parse/hooks/functions", hook)).ExpectError(119);
        (await server.ReadOnlyMaster(server.Guarded).PutAsync("/parse/hooks/functions/tx", """{"__op":"Delete"}""")).ExpectError(119);
        (await server.Anonymous(server.Guarded).GetAsync("/parse/hooks/functions")).Expect(403);
        (await server.Master(server.Guarded).GetAsync("/parse/hooks/functions/tx")).ExpectError(143);
    }
}
