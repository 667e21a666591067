namespace BackendInfra.Core.Classes;

/// <summary>
/// A column of a system class that is no field: it holds what only the server may know, such as a password's hash.
/// No filter, order, key or selection can name it, and no output or export contains it.
/// </summary>
/// <param name="Name">Begins with <c>_</c>, which no field can.</param>
public sealed record InternalColumn(string Name, InternalColumnType Type);

public enum InternalColumnType
{
    Text,
    Integer,
    Timestamp,
    TextList,
}
