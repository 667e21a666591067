using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Finds the class, or makes it when the caller may.</summary>
internal sealed class ResolveClass : IWriteStep
{
    public void Run(WriteContext write)
    {
        var name = Names.RequireClass(write.Plan.ClassName);
        AccessGate.RequireOuterClass(name, write.Plan.Operation, write.Principal);
        if (write.Schema.Find(name) is not null)
            return;

        var options = write.App.Options;

        // A protected class would be closed to the very client that made it, so it is refused and not made (design §14).
        var mayCreate = write.Principal.MayWriteAnything
            || (options.AllowClientClassCreation && options.DefaultClassLevelPermissions == DefaultPermissions.Public);
        if (!mayCreate)
            throw Refusals.NonExistentClass(name);
        if (write.Plan.Kind != WriteKind.Create)
            throw Refusals.ObjectNotFound();

        write.CreatesClass = true;
        write.ChangeSchema(snapshot =>
            snapshot.Find(name) is null ? SchemaEditor.Create(snapshot, new ClassEdit(name), options) : snapshot);
    }
}
