using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Core.Tests.Writes;

public sealed class WriteTriggersTests
{
    private const TriggerKinds Save = TriggerKinds.BeforeSave | TriggerKinds.AfterSave;
    private static readonly DateTimeOffset Then = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly NumberValue One = new(1);

    private readonly FakeStore _store = new(SchemaEditor.Create(
        new SchemaSnapshot("app", 1, []),
        new ClassEdit("C")
        {
            Permissions = ClassLevelPermissions.Public,
            SetFields = [new("s", FieldType.String), new("n", FieldType.Number), new("a", FieldType.Array), new("kind", FieldType.String) { DefaultValue = new StringValue("plain") }],
        },
        new AppOptions()))
    {
        Original = new ObjectState("abcdefghij", Then, Then, ImmutableDictionary<string, ParseValue>.Empty.Add("n", One).Add("s", new StringValue("old"))),
    };

    [Fact]
    public async Task A_trigger_is_run_before_defaults_and_its_values_are_written_and_told()
    {
        var triggers = new FakeTriggers(Save) { Answer = new SaveAnswer { Changes = [Set("s", new StringValue("trigger"))] } };
        var outcome = await RunAsync(triggers, new WritePlan(WriteKind.Create, "C") { Changes = [Set("n", One)] });
        Assert.Equal(["n"], triggers.Calls[0].Object.Values.Keys);
        Assert.Null(triggers.Calls[0].Object.ObjectId);
        Assert.Equal(["kind", "s"], outcome.Changed.Select(change => change.Field.Name));
        Assert.Equal(["kind", "n", "s"], Assert.Single(_store.Writes).Plan.Changes.Select(change => change.Field).Order());
        Assert.Equal(["kind", "n", "s"], triggers.Calls[1].Object.Values.Keys.Order());
        Assert.Equal(outcome.ObjectId, triggers.Calls[1].Object.ObjectId);
    }

    [Fact]
    public async Task Values_that_the_trigger_only_repeats_stay_the_callers_operations()
    {
        var triggers = new FakeTriggers(Save) { Answer = new SaveAnswer { Changes = [Set("n", new NumberValue(3)), Set("s", new StringValue("old"))] } };
        var outcome = await RunAsync(triggers, Update(new FieldChange("n", new IncrementOperation(2))));
        Assert.Equal(new NumberValue(3), triggers.Calls[0].Object.Values["n"]);
        Assert.Equal(One, triggers.Calls[0].Original!.Values["n"]);
        Assert.IsType<IncrementOperation>(Assert.Single(Assert.Single(_store.Writes).Plan.Changes).Operation);
        Assert.Empty(outcome.Unset);
    }

    [Fact]
    public async Task A_triggers_operation_on_what_the_caller_writes_acts_on_his_value()
    {
        var triggers = new FakeTriggers(Save) { Answer = new SaveAnswer { Changes = [new("n", new IncrementOperation(10)), new("a", new AddOperation([One]))] } };
        await RunAsync(triggers, Update(Set("n", new NumberValue(5))));
        var changes = Assert.Single(_store.Writes).Plan.Changes;
        Assert.Equal(new SetOperation(new NumberValue(15)), changes.Single(change => change.Field == "n").Operation);
        Assert.IsType<AddOperation>(changes.Single(change => change.Field == "a").Operation);
    }

    [Fact]
    public async Task What_a_trigger_unsets_is_told()
    {
        var triggers = new FakeTriggers(Save) { Answer = new SaveAnswer { Changes = [new("s", DeleteOperation.Instance), new("a", DeleteOperation.Instance), new("kind", DeleteOperation.Instance)] } };
        Assert.Equal(["s"], (await RunAsync(triggers, Update(Set("n", One)))).Unset);

        // A default comes after the trigger.
        var outcome = await RunAsync(triggers, new WritePlan(WriteKind.Create, "C") { Changes = [Set("s", new StringValue("x")), Set("kind", new StringValue("y"))] });
        Assert.Equal(["s"], outcome.Unset);
        Assert.Equal(new StringValue("plain"), Assert.Single(outcome.Changed).Value);
    }

    [Fact]
    public async Task A_refusal_writes_nothing_and_runs_nothing_after()
    {
        var triggers = new FakeTriggers(Save) { Failure = new ParseException(ErrorCode.ScriptFailed, "no") };
        await Refused.WithAsync(ErrorCode.ScriptFailed, () => RunAsync(triggers, Update(Set("n", One))));
        Assert.Empty(_store.Writes);
        Assert.Single(triggers.Calls);
    }

    [Fact]
    public async Task A_missing_object_wakes_no_trigger()
    {
        _store.Original = null;
        var triggers = new FakeTriggers(Save | TriggerKinds.BeforeDelete);
        Assert.Equal("Object not found.", (await Refused.WithAsync(ErrorCode.ObjectNotFound, () => RunAsync(triggers, Update(Set("n", One))))).Message);
        Assert.Equal("Object not found for delete.", (await Refused.WithAsync(ErrorCode.ObjectNotFound, () => RunAsync(triggers, new WritePlan(WriteKind.Delete, "C", "abcdefghij")))).Message);
        Assert.Empty(triggers.Calls);
    }

    [Fact]
    public async Task A_trigger_runs_once_when_the_schema_changed_under_the_write()
    {
        var triggers = new FakeTriggers(Save);
        _store.Failure = new SchemaChangedException(new InvalidOperationException());
        await RunAsync(triggers, Update(Set("n", One)));
        Assert.Equal([TriggerKinds.BeforeSave, TriggerKinds.AfterSave], triggers.Calls.Select(call => call.Kind));
    }

    [Fact]
    public async Task In_a_transaction_the_after_trigger_waits_for_the_commit()
    {
        var triggers = new FakeTriggers(Save);
        await Pipeline(triggers).RunAsync(App(), Principal.Master, Update(Set("n", One)), _store, CancellationToken.None);
        Assert.Same(_store, Assert.Single(triggers.Calls).Transaction);
        await Assert.Single(_store.Afterwards)();
        Assert.Equal(TriggerKinds.AfterSave, triggers.Calls[1].Kind);
        Assert.Null(triggers.Calls[1].Transaction);
    }

    [Fact]
    public async Task Too_deep_a_trigger_is_refused()
    {
        var plan = Update(Set("n", One)) with { Origin = RequestOrigin.None with { Depth = RequestOrigin.MaxDepth } };
        await Refused.WithAsync(ErrorCode.ScriptFailed, () => RunAsync(new FakeTriggers(Save), plan));
        await RunAsync(new FakeTriggers(TriggerKinds.None), plan);
    }

    private Task<WriteOutcome> RunAsync(FakeTriggers triggers, WritePlan plan) => Pipeline(triggers).RunAsync(App(), Principal.Master, plan, CancellationToken.None);

    private WritePipeline Pipeline(FakeTriggers triggers) => new(_store, _store, NoPasswords.Changes, triggers, NoMails.Instance, TimeProvider.System);

    private static WritePlan Update(params ImmutableArray<FieldChange> changes) => new(WriteKind.Update, "C", "abcdefghij") { Changes = changes };

    private static FieldChange Set(string field, ParseValue value) => new(field, new SetOperation(value));

    private static App App() => new("app", "app", "app", new AppKeys("", "", "", "", "", "", "", ""), new AppOptions());
}
