using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>The keys in which Parse keeps objects in MongoDB, as <c>mongoexport</c> writes them.</summary>
internal static class DumpKeys
{
    private const string PointerPrefix = "_p_";

    /// <exception cref="ParseException">105 a key that is not known.</exception>
    public static void Read(ImportedObject target, string name, JsonElement value)
    {
        switch (name)
        {
            case "_id":
                target.ObjectId = ObjectReader.ReadId(value);
                break;
            case "_created_at":
                target.CreatedAt = ObjectReader.ReadDate(name, value);
                break;
            case "_updated_at":
                target.UpdatedAt = ObjectReader.ReadDate(name, value);
                break;
            // Where only one of the two stands, the other is open to everybody, as in Parse.
            case "_rperm":
                target.Acl = (target.Acl ?? Acl.Public) with { Read = ReadSubjects(name, value) };
                break;
            case "_wperm":
                target.Acl = (target.Acl ?? Acl.Public) with { Write = ReadSubjects(name, value) };
                break;
            case "_acl":
                // Says once more what _rperm and _wperm say.
                break;
            default:
                if (!name.StartsWith(PointerPrefix, StringComparison.Ordinal))
                    throw Refusals.InvalidKeyName(Excerpt.Of(name));
                ObjectReader.Set(target, name[PointerPrefix.Length..], ReadPointer(name, value));
                break;
        }
    }

    private static ParseValue ReadPointer(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return ParseValue.Null;
        var parts = value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value).Split('$', 2) : [];
        return parts is [var className, var objectId] && Core.Schema.Names.IsClass(className) && ObjectId.IsValid(objectId)
            ? new PointerValue(className, objectId)
            : throw new ParseException(ErrorCode.InvalidPointer, $"{Excerpt.Of(name)} must be a class and an objectId, such as Product$4ZyHH3X0RQ.");
    }

    private static ImmutableSortedSet<string> ReadSubjects(string name, JsonElement value)
    {
        var subjects = Acl.MasterOnly.Read.ToBuilder();
        if (value.ValueKind != JsonValueKind.Array)
            throw InvalidSubjects(name);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || ParseJson.ReadText(item) is not { } subject || !Acl.IsSubject(subject))
                throw InvalidSubjects(name);
            subjects.Add(subject);
        }

        return subjects.ToImmutable();
    }

    private static ParseException InvalidSubjects(string name) =>
        new(ErrorCode.InvalidAcl, $"{name} must be an array of *, user ids and role:Name.");
}
