using BackendInfra.Core.Apps;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Lets file values name own files, and URLs of hosts that the app allows (<see cref="FileValues"/>).</summary>
internal sealed class SettleFiles : IWriteStep
{
    public void Run(WriteContext write)
    {
        var changes = write.Plan.Changes;
        for (var i = 0; i < changes.Length; i++)
        {
            var settled = Settle(write.App, changes[i].Operation);
            if (!ReferenceEquals(settled, changes[i].Operation))
                changes = changes.SetItem(i, changes[i] with { Operation = settled });
        }

        write.Plan = write.Plan with { Changes = changes };
    }

    /// <exception cref="Errors.ParseException">130.</exception>
    public static FieldOperation Settle(App app, FieldOperation operation)
    {
        FileValue Settled(FileValue file) => FileValues.Settle(app, file);
        return operation switch
        {
            SetOperation set when FileValues.Holds(set.Value) => new SetOperation(FileValues.Map(set.Value, Settled)),
            SetOnInsertOperation set when FileValues.Holds(set.Value) => new SetOnInsertOperation(FileValues.Map(set.Value, Settled)),
            AddOperation add => add with { Items = FileValues.Map(add.Items, Settled) },
            AddUniqueOperation add => add with { Items = FileValues.Map(add.Items, Settled) },
            RemoveOperation remove => remove with { Items = FileValues.Map(remove.Items, Settled) },
            _ => operation,
        };
    }
}
