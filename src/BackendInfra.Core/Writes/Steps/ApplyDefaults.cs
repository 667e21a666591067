using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Gives a new object the class's ACL when it brings none, and the defaults of the fields that it leaves out.</summary>
internal sealed class ApplyDefaults : IWriteStep
{
    public void Run(WriteContext write)
    {
        if (write.Plan.Kind != WriteKind.Create)
            return;

        var changes = write.Plan.Changes;
        foreach (var field in write.Class.CustomFields)
        {
            if (field.DefaultValue is not { } value)
                continue;
            var sent = changes.FirstOrDefault(change => change.Field == field.Name);
            if (sent is not null and not { Operation: DeleteOperation })
                continue;

            if (sent is not null)
                changes = changes.Remove(sent);
            changes = changes.Add(new FieldChange(field.Name, new SetOperation(value)));
            write.Changed.Add((field, value));
        }

        write.Plan = write.Plan with { Changes = changes, Acl = write.Plan.Acl ?? DefaultAcl(write) };
    }

    private static Acl? DefaultAcl(WriteContext write) =>
        write.Plan.ClearsAcl ? null : write.Class.Permissions.DefaultAcl?.Rename(ClassLevelPermissions.CurrentUser, write.Principal.UserId);
}
