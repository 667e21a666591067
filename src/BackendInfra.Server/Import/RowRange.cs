namespace BackendInfra.Server.Import;

/// <summary>Rows of a file from <paramref name="First"/> to <paramref name="Last"/>.</summary>
internal readonly record struct RowRange(long First, long Last)
{
    public static readonly RowRange None = new(0, 0);

    public bool Contains(long row) => row >= First && row <= Last;
}
