namespace BackendInfra.Server.Import;

/// <summary>An <see cref="ImportResult"/> as it goes over HTTP.</summary>
/// <param name="FileName">Says, as a file's name does, which class or join table it was.</param>
internal sealed record ImportAnswer(string FileName, long Rows, bool CreatedClass, string[] AddedFields, string[] Notes)
{
    public static ImportAnswer Of(ImportResult result) =>
        new(result.Target.FileName, result.Rows, result.CreatedClass, [.. result.AddedFields], [.. result.Notes]);

    /// <exception cref="Core.Errors.ParseException">The answer is none of an import's.</exception>
    public ImportResult ToResult() => new(ImportTarget.FromFileName(FileName), Rows, CreatedClass, [.. AddedFields]) { Notes = [.. Notes] };
}
