namespace BackendInfra.Core.Errors;

/// <summary>Refusals that several places make, so that one wording exists of each.</summary>
public static class Refusals
{
    /// <summary>209: no session, or one that has ended.</summary>
    public static ParseException InvalidSessionToken() => new(ErrorCode.InvalidSessionToken, "Invalid session token");

    public static ParseException ObjectNotFound() => new(ErrorCode.ObjectNotFound, "Object not found.");

    /// <summary>251 (412 in REST): the object is not as the caller knows it; he reads it again and decides anew.</summary>
    public static ParseException Changed(string objectId, DateTimeOffset updatedAt) =>
        new(ErrorCode.WriteConflict, $"Object {objectId} was changed in the meantime: its updatedAt is {Values.IsoDate.Format(updatedAt)}. Read it again.") { HttpStatus = 412 };

    public static ParseException InvalidQuery(string message) => new(ErrorCode.InvalidQuery, message);

    public static ParseException InvalidJson(string message) => new(ErrorCode.InvalidJson, message);

    public static ParseException InvalidClassName(string name) =>
        new(ErrorCode.InvalidClassName, $"Invalid classname: {name}, classnames can only have alphanumeric characters and _, must start with an alpha character, and are at most 63 bytes long.");

    public static ParseException InvalidKeyName(string name) =>
        new(ErrorCode.InvalidKeyName, $"Invalid key name: {name}");

    public static ParseException Forbidden(string message) => new(ErrorCode.OperationForbidden, message);

    public static ParseException ClassDoesNotExist(string name) =>
        new(ErrorCode.InvalidClassName, $"Class {name} does not exist.");

    public static ParseException NonExistentClass(string name) =>
        Forbidden($"This user is not allowed to access non-existent class: {name}");

    /// <summary>A value does not fit the type that the registry knows for its field.</summary>
    public static ParseException SchemaMismatch(string className, string field, string expected, string actual) =>
        new(ErrorCode.IncorrectType, $"schema mismatch for {className}.{field}; expected {expected} but got {actual}");

    /// <summary>The database is away: clients may try again. Answered within seconds, never by hanging.</summary>
    public static ParseException DatabaseUnavailable(Exception cause) =>
        new(ErrorCode.ConnectionFailed, "The database is not available. Try again shortly.", cause) { HttpStatus = 503 };
}
