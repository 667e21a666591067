namespace BackendInfra.Core.Errors;

/// <summary>The Parse error codes that clients switch on. This is the only table of codes in the project.</summary>
public enum ErrorCode
{
    OtherCause = -1,
    InternalServerError = 1,
    ConnectionFailed = 100,
    ObjectNotFound = 101,
    InvalidQuery = 102,
    InvalidClassName = 103,
    MissingObjectId = 104,
    InvalidKeyName = 105,
    InvalidPointer = 106,
    InvalidJson = 107,
    CommandUnavailable = 108,
    IncorrectType = 111,
    ObjectTooLarge = 116,
    OperationForbidden = 119,
    InvalidNestedKey = 121,
    InvalidAcl = 123,
    Timeout = 124,
    FileSaveError = 130,
    MissingRequiredField = 135,
    ImmutableField = 136,
    DuplicateValue = 137,
    ExceededQuota = 140,
    ScriptFailed = 141,
    ValidationError = 142,
    RequestLimitExceeded = 155,
    InvalidSessionToken = 209,
    WriteConflict = 251,
    InvalidSchemaOperation = 255,
}
