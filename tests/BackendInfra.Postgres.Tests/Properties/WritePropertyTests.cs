using BackendInfra.Core.Apps;
using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>Updates in SQL do what a plain model says, whatever came before them.</summary>
public sealed class WritePropertyTests(PostgresServer server)
{
    private const int Objects = 40;
    private const int UpdatesPerObject = 30;

    private static readonly FieldDefinition[] Fields = [new("n", FieldType.Number), new("s", FieldType.String), new("a", FieldType.Array), new("o", FieldType.Object)];

    [Fact]
    public async Task Updates_have_the_effect_of_the_model()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, new AppOptions { FileUpload = new() { AllowedFileUrlDomains = [FileUploadOptions.Everything] } }, ct);
        await host.CreateClassAsync(new ClassEdit("Thing") { SetFields = [.. Fields] }, ct);

        for (var i = 0; i < Objects; i++)
        {
            var created = await host.WriteAsync(new WritePlan(WriteKind.Create, "Thing"), ct);
            var model = new WriteModel();
            for (var step = 0; step < UpdatesPerObject; step++)
            {
                var seed = Seeded.First + (ulong)((i * UpdatesPerObject) + step);
                var before = model.Fields;
                var changes = Seeded.Make(Updates.Any, seed);
                var isExpected = model.Apply(changes);
                var evaluated = Evaluate(before, changes);
                var outcome = await TryAsync(() => host.WriteAsync(new WritePlan(WriteKind.Update, "Thing", created.ObjectId) { Changes = [.. changes] }, ct));

                var stored = await ReadAsync(host, created.ObjectId, ct);
                string Case() => $"Seed {seed}:\n{string.Join('\n', changes.Select(Describe))}\nbefore: {Describe(before)}\nmodel:  {Describe(model.Fields)}\nstored: {Describe(stored)}";
                Assert.True(isExpected == outcome is not null, Case());
                Assert.True(model.Fields.Count == stored.Count && model.Fields.All(field => field.Value.Equals(stored.GetValueOrDefault(field.Key))), Case());
                Assert.True(isExpected == evaluated is not null && (evaluated is null || (evaluated.Count == stored.Count && evaluated.All(field => field.Value.Equals(stored.GetValueOrDefault(field.Key))))), $"In memory it is {Describe(evaluated ?? before)}.\n{Case()}");
                foreach (var (field, value) in outcome?.Changed ?? [])
                    Assert.True(value.Equals(model.Fields.GetValueOrDefault(field.Name) ?? ParseValue.Null), $"{field.Name} was returned as {ParseJsonText.Wire(value)}.\n{Case()}");
            }
        }
    }

    /// <summary>What triggers are shown; null when a number got out of range.</summary>
    private static ImmutableDictionary<string, ParseValue>? Evaluate(ImmutableDictionary<string, ParseValue> before, FieldChange[] changes)
    {
        try
        {
            return MemoryUpdate.Apply(before, changes);
        }
        catch (ParseException exception) when (exception.Code == ErrorCode.InvalidJson)
        {
            return null;
        }
    }

    /// <summary>Null when a number got out of range, the only refusal that the updates can meet.</summary>
    private static async Task<WriteOutcome?> TryAsync(Func<Task<WriteOutcome>> write)
    {
        try
        {
            return await write();
        }
        catch (ParseException exception) when (exception.Code == ErrorCode.InvalidJson)
        {
            return null;
        }
    }

    private static async Task<Dictionary<string, ParseValue>> ReadAsync(PostgresHost host, string objectId, CancellationToken ct)
    {
        var schema = (await host.Registry.GetAsync(host.App, ct)).Find("Thing")!;
        var byId = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, Operand.Of(new StringValue(objectId)));
        var plan = new ReadPlan(schema) { Operation = ClassOperation.Get, Where = byId, Selection = RestSelection.Everything };
        using var json = JsonDocument.Parse(Assert.Single((await host.ReadAsync(plan, Principal.Master, ct)).Texts));
        return json.RootElement.EnumerateObject().Where(member => !Names.IsSystemField(member.Name)).ToDictionary(member => member.Name, member => ParseJson.Read(member.Value));
    }

    private static string Describe(IEnumerable<KeyValuePair<string, ParseValue>> fields) =>
        string.Join(", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={ParseJsonText.Wire(field.Value)}"));

    private static string Describe(FieldChange change) => $"  {string.Join('.', change.Keys.Insert(0, change.Field))}: " + change.Operation switch
    {
        SetOperation set => "set " + ParseJsonText.Wire(set.Value),
        AddOperation add => "add " + ParseJsonText.Wire(new ArrayValue(add.Items)),
        AddUniqueOperation add => "add unique " + ParseJsonText.Wire(new ArrayValue(add.Items)),
        RemoveOperation remove => "remove " + ParseJsonText.Wire(new ArrayValue(remove.Items)),
        var other => other.ToString(),
    };
}
