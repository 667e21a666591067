namespace BackendInfra.Core.Queries;

/// <summary>Whether a String field holds the words of a search: all of them, phrases in quotes, none with a minus.</summary>
public sealed record TextFilter(FieldPath Path, Operand Term, TextLanguage Language) : PathFilter(Path)
{
    /// <summary>The search that a score is about: the first one that every match must fulfil; null when there is none.</summary>
    public static TextFilter? Of(Filter filter) => filter switch
    {
        TextFilter text => text,
        AndFilter and => and.Parts.Select(Of).FirstOrDefault(text => text is not null),
        _ => null,
    };
}
