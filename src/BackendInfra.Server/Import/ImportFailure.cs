using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Import;

/// <summary>Puts the place in front of what is wrong, so that the author of a file finds it.</summary>
internal static class ImportFailure
{
    public static ParseException InRow(long row, ParseException cause) => InRows(row, row, cause);

    public static ParseException InRows(long first, long last, ParseException cause) =>
        Prefixed(first == last ? $"row {first}: " : $"rows {first} to {last}: ", cause);

    public static ParseException InFile(ImportSource source, ParseException cause)
    {
        // "Product.json, row 3: why" and "Product.json: why".
        var separator = cause.Message.StartsWith("row ", StringComparison.Ordinal) || cause.Message.StartsWith("rows ", StringComparison.Ordinal) ? ", " : ": ";
        return Prefixed(Core.Values.Excerpt.Of(source.Name) + separator, cause);
    }

    private static ParseException Prefixed(string prefix, ParseException cause) =>
        new(cause.Code, prefix + cause.Message, cause) { HttpStatus = cause.HttpStatus };
}
