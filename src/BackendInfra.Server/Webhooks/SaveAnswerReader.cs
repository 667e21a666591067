using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Rest.Classes;

namespace BackendInfra.Server.Webhooks;

/// <summary>Reads what a <c>beforeSave</c> answers: the fields to change, or the whole object with them changed.</summary>
internal static class SaveAnswerReader
{
    /// <param name="malformed">Makes the refusal of what is no object.</param>
    /// <exception cref="ParseException">What is no object; as for a write's body in all else.</exception>
    public static SaveAnswer Read(JsonElement? answer, Func<string, ParseException> malformed)
    {
        if (answer is null or { ValueKind: JsonValueKind.True })
            return SaveAnswer.Nothing;
        if (answer is not { ValueKind: JsonValueKind.Object } json)
            throw malformed("beforeSave gives an object.");

        var result = SaveAnswer.Nothing;
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        foreach (var member in json.EnumerateObject())
        {
            switch (Core.Values.ParseJson.ReadName(member))
            {
                // A hook that sends the object back sends these, too; they are not its to change.
                case Names.ObjectId or Names.CreatedAt or Names.UpdatedAt or "className" or "__type":
                    break;
                case Names.Acl when member.Value.ValueKind == JsonValueKind.Null || OperationParser.IsDelete(member.Value):
                    result = result with { ClearsAcl = true };
                    break;
                case Names.Acl:
                    result = result with { Acl = Acl.FromJson(member.Value) };
                    break;
                case var name:
                    changes.Add(WriteBodyParser.Change(name, member.Value));
                    break;
            }
        }

        return result with { Changes = changes.ToImmutable() };
    }
}
