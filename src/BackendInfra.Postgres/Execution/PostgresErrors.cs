using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Ddl;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>What PostgreSQL and its driver report, as refusals that clients understand. No driver text goes out (rule 6).</summary>
internal static class PostgresErrors
{
    /// <summary>The refusal for an exception, or null when it is a defect of ours.</summary>
    public static Exception? Translate(Exception exception) => exception switch
    {
        PostgresException postgres => Translate(postgres),
        // EF Core wraps what its commands throw.
        InvalidOperationException or DbUpdateException when exception.InnerException is NpgsqlException inner => Translate((Exception)inner),
        NpgsqlException { InnerException: TimeoutException } timeout => Refusals.DatabaseUnavailable(timeout),
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: System.IO.IOException or System.Net.Sockets.SocketException } =>
            Refusals.DatabaseUnavailable(exception),
        ObjectDisposedException => Refusals.DatabaseUnavailable(exception),
        _ => null,
    };

    /// <summary>Whether running the same transaction again may succeed.</summary>
    public static bool IsRetryable(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException) is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether the connection was lost, so that a read that has sent nothing yet may be run once more.</summary>
    public static bool IsBrokenConnection(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || (exception is NpgsqlException and not PostgresException && exception.InnerException is System.IO.IOException or System.Net.Sockets.SocketException);

    private static Exception? Translate(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => Duplicate(exception, IndexOf(exception)),
        PostgresErrorCodes.InvalidRegularExpression => new ParseException(ErrorCode.InvalidQuery, "Invalid regular expression.", exception),
        PostgresErrorCodes.QueryCanceled => new ParseException(ErrorCode.Timeout, "The request took too long.", exception),
        PostgresErrorCodes.LockNotAvailable => new ParseException(ErrorCode.Timeout, "Another change of the same data is still under way. Try again.", exception),
        PostgresErrorCodes.NumericValueOutOfRange => new ParseException(ErrorCode.InvalidJson, "The number is out of range: it must be a finite double.", exception),
        PostgresErrorCodes.ProgramLimitExceeded => new ParseException(ErrorCode.ObjectTooLarge, "A value is too large, or too large for the index on its field.", exception),
        PostgresErrorCodes.StatementTooComplex => new ParseException(ErrorCode.InvalidQuery, "The query is too complex.", exception),
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire =>
            new ParseException(ErrorCode.InvalidJson, "A string holds a character that cannot be stored.", exception),
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            new ParseException(ErrorCode.WriteConflict, "The write met another one. Try again.", exception),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            new SchemaChangedException(exception),
        // Only what a client names: our own are there.
        PostgresErrorCodes.InvalidParameterValue when exception.Routine?.Contains("zone", StringComparison.OrdinalIgnoreCase) is true =>
            new ParseException(ErrorCode.InvalidQuery, "Unknown time zone. Use a name such as Europe/Berlin, or UTC.", exception),
        // Stored values fit their fields, so the field has another type than the statement was made for.
        PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.DatatypeMismatch =>
            new SchemaChangedException(exception),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction =>
            Refusals.DatabaseUnavailable(exception),
        "25P03" or "25P04" => new ParseException(ErrorCode.Timeout, "The request took too long.", exception),
        _ => TranslateClass(exception),
    };

    /// <summary>Whole classes of errors that only a request's own values and size, or the machine's limits, lead to.</summary>
    private static ParseException? TranslateClass(PostgresException exception) => exception.SqlState[..2] switch
    {
        "22" => new ParseException(ErrorCode.InvalidQuery, "A value cannot be used in that way.", exception),
        "54" => new ParseException(ErrorCode.InvalidQuery, "The query is too complex.", exception),
        "53" or "57" or "58" or "08" => Refusals.DatabaseUnavailable(exception),
        _ => null,
    };

    /// <param name="what">The fields, or the index, whose values must not repeat; null when neither is known.</param>
    public static ParseException Duplicate(Exception exception, string? what)
    {
        const string Message = "A duplicate value for a field with unique values was provided";
        var taken = (exception as PostgresException)?.ConstraintName;
        if (taken == "_User.auto:username")
            return new ParseException(ErrorCode.UsernameTaken, "Account already exists for this username.", exception);
        if (taken == "_User.auto:email")
            return new ParseException(ErrorCode.EmailTaken, "Account already exists for this email address.", exception);
        if (taken == AuthIdentities.Key)
            return new ParseException(ErrorCode.AccountAlreadyLinked, "this auth is already used", exception);
        return new ParseException(ErrorCode.DuplicateValue, what is null ? Message : $"{Message}: {what}", exception);
    }

    /// <summary>Our indexes' own names follow the class's.</summary>
    private static string? IndexOf(PostgresException exception) =>
        exception.ConstraintName is { } name && name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? name[(dot + 1)..] : null;
}
