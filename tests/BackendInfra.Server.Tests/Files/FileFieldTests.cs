using BackendInfra.Core.Apps;
using BackendInfra.Server.Files;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

[Collection(nameof(ServerCollection))]
public sealed class FileFieldTests(TestServer server)
{
    private RestClient Rest => server.Anonymous(server.Open);

    private FileClient Files => new(server, server.Open, server.Open.Keys.Master);

    [Fact]
    public async Task A_file_has_its_address_wherever_it_is_read()
    {
        var name = await Files.StoreAsync("my file.txt", "x");
        var url = $"{server.Address}parse/files/open/{name.Replace(" ", "%20", StringComparison.Ordinal)}";
        var file = $$"""{"__type":"File","name":"{{name}}"}""";
        var id = await Rest.CreateAsync("FileEverywhere", $$$$"""{"file":{{{{file}}}},"list":[1,{{{{file}}}}],"map":{"deep":{"file":{{{{file}}}}}}}""");
        var expected = $$"""{"__type":"File","name":"{{name}}","url":"{{url}}"}""";
        var read = (await Rest.GetAsync($"/parse/classes/FileEverywhere/{id}")).Expect(200).Json;
        Answer.AreEqual(expected, read.GetProperty("file").GetRawText());
        Answer.AreEqual($"[1,{expected}]", read.GetProperty("list").GetRawText());
        Answer.AreEqual($$$"""{"deep":{"file":{{{expected}}}}}""", read.GetProperty("map").GetRawText());

        var pointer = $$"""{"__type":"Pointer","className":"FileEverywhere","objectId":"{{id}}"}""";
        var holder = await Rest.CreateAsync("FileHolder", $$"""{"one":{{pointer}},"many":[{{pointer}}]}""");
        var included = (await Rest.GetAsync($"/parse/classes/FileHolder/{holder}", ("include", "one,many"))).Expect(200).Json;
        Answer.AreEqual(expected, included.GetProperty("one").GetProperty("file").GetRawText());
        Answer.AreEqual(expected, included.GetProperty("many")[0].GetProperty("file").GetRawText());
    }

    [Fact]
    public async Task An_own_address_is_not_stored_whatever_host_it_names()
    {
        var name = await Files.StoreAsync("own.txt", "x");
        var id = await Rest.CreateAsync("FileOwn", $$$"""{"file":{"__type":"File","name":"{{{name}}}","url":"https://evil.example/parse/files/open/{{{name}}}"}}""");
        var read = (await Rest.GetAsync($"/parse/classes/FileOwn/{id}")).Expect(200).Json;
        Assert.Equal($"{server.Address}parse/files/open/{name}", read.GetProperty("file").GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("""{"__type":"File","name":"x.png","url":"https://evil.example/x.png"}""")]
    [InlineData("""{"__type":"File","name":"x.png","url":"javascript:alert(1)"}""")]
    [InlineData("""{"__type":"File","name":"x.png","url":"file:///etc/passwd"}""")]
    [InlineData("""{"__type":"File","name":"../x.png"}""")]
    [InlineData("""{"__type":"File","name":""}""")]
    [InlineData("""{"__type":"File","name":"x.png","url":"https://x/files/other/x.png"}""")]
    public async Task Rule_21_other_files_are_refused_at_any_depth(string file)
    {
        (await Rest.PostAsync("/parse/classes/FileForeign", $$"""{"file":{{file}}}""")).ExpectError(130);
        (await Rest.PostAsync("/parse/classes/FileForeign", $$"""{"list":[[{{file}}]]}""")).ExpectError(130);
        (await Rest.PostAsync("/parse/classes/FileForeign", $$$"""{"map":{"a":[{{{file}}}]}}""")).ExpectError(130);
        (await Rest.PostAsync("/parse/classes/FileForeign", $$$"""{"list":{"__op":"AddUnique","objects":[{{{file}}}]}}""")).ExpectError(130);
    }

    [Fact]
    public async Task An_app_may_allow_hosts()
    {
        var app = await server.CreateAppAsync("filehosts", new AppOptions
        {
            DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true,
            FileUpload = new() { AllowedFileUrlDomains = ["cdn.example"] },
        });
        var id = await server.Anonymous(app).CreateAsync("Picture", """{"file":{"__type":"File","name":"x/y.png","url":"https://cdn.example/x/y.png"}}""");
        var read = (await server.Anonymous(app).GetAsync($"/parse/classes/Picture/{id}")).Expect(200).Json;
        Answer.AreEqual("""{"__type":"File","name":"x/y.png","url":"https://cdn.example/x/y.png"}""", read.GetProperty("file").GetRawText());
        (await server.Anonymous(app).PostAsync("/parse/classes/Picture", """{"file":{"__type":"File","name":"x","url":"https://cdn.example.evil/x"}}""")).ExpectError(130);
        (await server.Anonymous(app).PostAsync("/parse/classes/Picture", """{"file":{"__type":"File","name":"x","url":"ftp://cdn.example/x"}}""")).ExpectError(130);
    }

    [Fact]
    public async Task Cleaning_deletes_old_files_that_nobody_refers_to()
    {
        var app = await server.CreateAppAsync("cleanfiles", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var files = new FileClient(server, app, app.Keys.Master);
        var (field, nested, unused) = (await files.StoreAsync("a.txt", "a"), await files.StoreAsync("b.txt", "b"), await files.StoreAsync("c.txt", "c"));
        await server.Anonymous(app).CreateAsync("Holder", $$$"""{"file":{"__type":"File","name":"{{{field}}}"},"map":{"x":[{"__type":"File","name":"{{{nested}}}"}]}}""");
        var cleaner = server.Services.GetRequiredService<FileCleaner>();
        var found = new List<string>();
        Assert.Equal(0, await cleaner.CleanAsync(app, TimeSpan.FromHours(1), false, found.Add, TestContext.Current.CancellationToken));
        Assert.Equal(1, await cleaner.CleanAsync(app, TimeSpan.FromMinutes(-1), dryRun: true, found.Add, TestContext.Current.CancellationToken));
        Assert.Equal([unused], found);
        Assert.Equal(200, (int)(await files.GetAsync(unused)).StatusCode);
        Assert.Equal(1, await cleaner.CleanAsync(app, TimeSpan.FromMinutes(-1), dryRun: false, found.Add, TestContext.Current.CancellationToken));
        Assert.Equal(404, (int)(await files.GetAsync(unused)).StatusCode);
        Assert.Equal(200, (int)(await files.GetAsync(field)).StatusCode);
        Assert.Equal(200, (int)(await files.GetAsync(nested)).StatusCode);
    }
}
