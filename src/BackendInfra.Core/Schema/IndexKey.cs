namespace BackendInfra.Core.Schema;

/// <param name="IsText">Whether the words of a String field are indexed, for full text search in English.</param>
public sealed record IndexKey(string Field, bool Descending = false, bool IsText = false);
