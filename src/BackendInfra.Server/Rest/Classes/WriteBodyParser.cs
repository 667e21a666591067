using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Turns the body of a create or an update into a plan.</summary>
internal static class WriteBodyParser
{
    /// <param name="objectId">The object of an update; null for a create.</param>
    /// <exception cref="ParseException">105 a key that no field can have, 107 malformed, 108 an unknown operation, 123 a bad ACL.</exception>
    public static WritePlan Parse(WriteKind kind, string className, string? objectId, RestBody body)
    {
        var plan = new WritePlan(kind, className, objectId);
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        foreach (var (name, value) in body.Members())
        {
            switch (name)
            {
                case Names.ObjectId:
                    plan = plan with { ObjectId = ReadObjectId(kind, objectId, value) };
                    break;
                case Names.CreatedAt or Names.UpdatedAt:
                    // SDKs send back what they were given; the dates are the server's.
                    break;
                case Names.Acl:
                    plan = WithAcl(plan, value);
                    break;
                default:
                    changes.Add(Change(name, value));
                    break;
            }
        }

        return plan with { Changes = changes.ToImmutable() };
    }

    private static string ReadObjectId(WriteKind kind, string? objectId, JsonElement value)
    {
        var sent = value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : null;
        if (kind == WriteKind.Create)
            return sent ?? throw new ParseException(ErrorCode.MissingObjectId, "objectId must be a string.");
        return sent is not null && sent == objectId
            ? sent
            : throw new ParseException(ErrorCode.InvalidKeyName, "objectId is an invalid field name.");
    }

    private static WritePlan WithAcl(WritePlan plan, JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || OperationParser.IsDelete(value)
            ? plan with { ClearsAcl = true }
            : plan with { Acl = Acl.FromJson(value) };

    /// <summary>What a write does to one field, or to a place inside of it.</summary>
    /// <exception cref="ParseException">105, 107, 108, 121.</exception>
    public static FieldChange Change(string name, JsonElement value)
    {
        var parts = name.Split('.');
        var field = Names.RequireField(parts[0]);
        foreach (var key in parts.AsSpan(1))
        {
            if (key.Length == 0 || Names.IsDenied(key))
                throw Refusals.InvalidKeyName(Excerpt.Of(name));
            if (key.Contains('$'))
                throw new ParseException(ErrorCode.InvalidNestedKey, "Nested keys should not contain the '$' or '.' characters");
        }

        return new FieldChange(field, [.. parts.AsSpan(1)], OperationParser.Parse(field, value));
    }
}
