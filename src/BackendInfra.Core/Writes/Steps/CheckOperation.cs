using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Refuses what the class-level permissions close, before the content of the write is looked at.</summary>
internal sealed class CheckOperation : IWriteStep
{
    public void Run(WriteContext write)
    {
        var operation = write.Plan.Operation;
        AccessGate.RequireWriter(write.Principal, ClassOperations.Name(operation));
        if (!write.CreatesClass)
            AccessGate.Require(write.Class, operation, write.Principal);

        if (write.Plan.Kind == WriteKind.Create)
            CheckNewId(write);
        else if (write.Plan.Targets is null && !ObjectId.IsValid(write.Plan.ObjectId))
            throw Refusals.ObjectNotFound();
    }

    private static void CheckNewId(WriteContext write)
    {
        if (write.Plan.ObjectId is null)
        {
            write.Plan = write.Plan with { ObjectId = ObjectId.New() };
            return;
        }

        if (!write.App.Options.AllowCustomObjectId)
            throw new ParseException(ErrorCode.InvalidKeyName, "objectId is an invalid field name.");
        ObjectId.Require(write.Plan.ObjectId);
    }
}
