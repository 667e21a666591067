using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Refuses a create that lacks a required field, and an update that clears one.</summary>
internal sealed class RequireFields : IWriteStep
{
    public void Run(WriteContext write)
    {
        foreach (var field in write.Class.CustomFields)
        {
            if (!field.Required)
                continue;
            var change = write.Plan.Changes.FirstOrDefault(c => c.Field == field.Name && !c.IsNested);
            var isMissing = change is null ? write.Plan.Kind == WriteKind.Create : Clears(change.Operation);
            if (isMissing)
                throw new ParseException(ErrorCode.ValidationError, $"{field.Name} is required");
        }
    }

    private static bool Clears(FieldOperation operation) =>
        operation is DeleteOperation or SetOperation { Value: StringValue { Text: "" } };
}
