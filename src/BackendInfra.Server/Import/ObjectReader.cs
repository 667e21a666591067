using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>Reads a row as an object: in the form of REST, and in the form in which Parse keeps objects in MongoDB.</summary>
internal static class ObjectReader
{
    /// <param name="className">The row's class: those of the system have keys of their own.</param>
    /// <exception cref="ParseException">104 without a valid objectId, 105 keys, 107 values, 123 ACL; the message does not name the row.</exception>
    public static ImportedObject Read(ImportRow row, string className = "")
    {
        using var document = ExtendedJson.Parse(row.Json);
        var target = new ImportedObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var name = ParseJson.ReadName(member);
            if (!SystemKeys.Read(target, className, name, member.Value))
                Read(target, name, member.Value);
        }

        return target.ObjectId is not null
            ? target
            : throw new ParseException(ErrorCode.MissingObjectId, "objectId is missing. Rows keep their ids, so that an import can be repeated.");
    }

    private static void Read(ImportedObject target, string name, JsonElement value)
    {
        switch (name)
        {
            case Names.ObjectId:
                target.ObjectId = ReadId(value);
                break;
            case Names.CreatedAt:
                target.CreatedAt = ReadDate(name, value);
                break;
            case Names.UpdatedAt:
                target.UpdatedAt = ReadDate(name, value);
                break;
            case Names.Acl:
                target.Acl = value.ValueKind == JsonValueKind.Null ? null : Acl.FromJson(value);
                break;
            default:
                if (name.StartsWith('_'))
                    DumpKeys.Read(target, name, value);
                else
                    Set(target, name, ReadValue(name, value));
                break;
        }
    }

    public static void Set(ImportedObject target, string name, ParseValue value)
    {
        Names.RequireField(name);
        if (value is NullValue)
            target.Values.Remove(name);
        else
            target.Values[name] = value;
    }

    /// <exception cref="ParseException">104.</exception>
    public static string ReadId(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? ObjectId.Require(ParseJson.ReadText(value))
            : throw new ParseException(ErrorCode.MissingObjectId, $"Invalid objectId: {Excerpt.Of(value.GetRawText())}. It must be a string.");

    private static ParseValue ReadValue(string name, JsonElement value)
    {
        try
        {
            return ParseJson.Read(value);
        }
        catch (ParseException exception)
        {
            throw new ParseException(exception.Code, $"{Excerpt.Of(name)}: {exception.Message}", exception);
        }
        catch (InvalidOperationException)
        {
            // A text somewhere inside that is no UTF-8.
            throw Refusals.InvalidJson($"{Excerpt.Of(name)}: Invalid string: it is not UTF-8.");
        }
    }

    public static DateTimeOffset ReadDate(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return IsoDate.Parse(ParseJson.ReadText(value));
        return ReadValue(name, value) is DateValue date
            ? IsoDate.Parse(date.Iso)
            : throw Refusals.InvalidJson($"{name} must be a date, such as 2024-01-31T12:00:00.000Z.");
    }
}
