using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>
/// A server with a class for every mechanism, the same rows in each, and a public class beside each that points to them in
/// every way there is. An assembly fixture would live too long; the matrix's tests share it as a collection.
/// </summary>
public sealed class MatrixServer(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TestServer _server = new(postgres);
    private readonly Dictionary<string, string> _users = [];
    private readonly Dictionary<(string ClassName, string Row), string> _ids = [];
    private Dictionary<MatrixCaller, RestClient> _clients = [];

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        var app = await _server.CreateAppAsync("matrix", new AppOptions());
        var master = _server.Master(app);
        _clients = new()
        {
            [MatrixCaller.Anonymous] = _server.Anonymous(app),
            [MatrixCaller.Master] = master,
            [MatrixCaller.ReadOnlyMaster] = _server.ReadOnlyMaster(app),
            [MatrixCaller.Maintenance] = new RestClient(_server.Http, _server.Address, app) { Headers = { ["X-Parse-Maintenance-Key"] = app.Keys.Maintenance } },
        };
        foreach (var caller in (MatrixCaller[])[MatrixCaller.Ann, MatrixCaller.Ben, MatrixCaller.Cleo])
        {
            var user = (await _clients[MatrixCaller.Anonymous].PostAsync("/parse/users", $$"""{"username":"{{caller}}","password":"secret"}""")).Expect(201).Json;
            _users[caller.ToString()] = user.GetProperty("objectId").GetString()!;
            _clients[caller] = new RestClient(_server.Http, _server.Address, app) { Headers = { ["X-Parse-Session-Token"] = user.GetProperty("sessionToken").GetString()! } };
        }

        var inner = await master.CreateAsync("_Role", $$$"""{"name":"Inner","ACL":{},"users":{"__op":"AddRelation","objects":[{{{User("Ben")}}}]}}""");
        await master.CreateAsync("_Role", $$$"""{"name":"Staff","ACL":{},"roles":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_Role","objectId":"{{{inner}}}"}]}}""");
        foreach (var mechanism in (Mechanism[])[.. Mechanism.OfOperations, .. Mechanism.OfFields])
            await FillAsync(mechanism);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal RestClient Of(MatrixCaller caller) => _clients[caller];

    internal string UserId(MatrixCaller caller) => _users[caller.ToString()];

    internal string Id(Mechanism mechanism, MatrixRow row) => _ids[(mechanism.ClassName, row.Name)];

    internal string Pointer(Mechanism mechanism, MatrixRow row) => PointerTo(mechanism.ClassName, Id(mechanism, row));

    /// <summary>Makes one more row of a kind, for a test that writes it.</summary>
    internal Task<string> MakeAsync(Mechanism mechanism, MatrixRow row) => Of(MatrixCaller.Master).CreateAsync(mechanism.ClassName, Json(row, ""));

    /// <summary>What a new object of the kind is made of, without its ACL.</summary>
    internal static string New(string name) => $$"""{"name":"{{name}}","secret":1}""";

    /// <summary>Runs a GraphQL operation.</summary>
    internal async Task<JsonNode> GraphQLAsync(MatrixCaller caller, string query) =>
        JsonNode.Parse((await Of(caller).PostAsync("/apps/matrix/graphql", JsonSerializer.Serialize(new { query }))).Text)!;

    private async Task FillAsync(Mechanism mechanism)
    {
        var master = Of(MatrixCaller.Master);
        await master.DefineAsync(mechanism.HolderName, $$$"""
            {"fields":{"key":{"type":"String"},"list":{"type":"Array"}},
             "classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true} }}
            """);
        await master.DefineAsync(mechanism.ClassName, $$"""
            {"fields":{"name":{"type":"String"},"secret":{"type":"Number"},"touched":{"type":"Number"},"owner":{"type":"Pointer","targetClass":"_User"},
                       "members":{"type":"Array"},"holders":{"type":"Relation","targetClass":"{{mechanism.HolderName}}"} },
             "classLevelPermissions":{{mechanism.Document(_users).ToJsonString()}} }
            """);
        (await master.PutAsync($"/parse/schemas/{mechanism.HolderName}", $$"""
            {"fields":{"to":{"type":"Pointer","targetClass":"{{mechanism.ClassName}}"},"rows":{"type":"Relation","targetClass":"{{mechanism.ClassName}}"} } }
            """)).Expect(200);
        foreach (var row in MatrixRow.All)
        {
            var holder = await master.CreateAsync(mechanism.HolderName, $$"""{"key":"{{row.Name}}"}""");
            var id = await master.CreateAsync(mechanism.ClassName, Json(row, $$""", "holders":{"__op":"AddRelation","objects":[{{PointerTo(mechanism.HolderName, holder)}}]}"""));
            _ids[(mechanism.ClassName, row.Name)] = id;
            (await master.PutAsync($"/parse/classes/{mechanism.HolderName}/{holder}", $$"""{"to":{{PointerTo(mechanism.ClassName, id)}} }""")).Expect(200);
        }

        var all = string.Join(',', MatrixRow.All.Select(row => Pointer(mechanism, row)));
        await master.CreateAsync(mechanism.HolderName, $$"""{"key":"all","list":[{{all}}],"rows":{"__op":"AddRelation","objects":[{{all}}]} }""");
    }

    private string Json(MatrixRow row, string more)
    {
        var acl = row.Reads is null ? "" : $$""", "ACL":{{Acl(row)}}""";
        var owner = row.Owner is { } o ? $$""", "owner":{{User(o.ToString())}}""" : "";
        var members = row.Member is { } m ? $$""", "members":[{{User(m.ToString())}}]""" : "";
        return $$"""{"name":"{{row.Name}}","secret":42,"touched":0{{acl}}{{owner}}{{members}}{{more}} }""";
    }

    private string Acl(MatrixRow row)
    {
        var acl = new JsonObject();
        foreach (var subject in row.Reads!.Union(row.Writes!))
        {
            var rights = new JsonObject();
            if (row.Reads!.Contains(subject))
                rights["read"] = true;
            if (row.Writes!.Contains(subject))
                rights["write"] = true;
            acl[_users.GetValueOrDefault(subject, subject)] = rights;
        }

        return acl.ToJsonString();
    }

    private string User(string name) => PointerTo("_User", _users[name]);

    private static string PointerTo(string className, string id) => $$"""{"__type":"Pointer","className":"{{className}}","objectId":"{{id}}"}""";
}
