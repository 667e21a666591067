namespace BackendInfra.Postgres.Ddl;

/// <summary>A table that every app has beside those of its classes. Its name is that of no class.</summary>
internal sealed class AppTable
{
    /// <summary>Config: a row per parameter, so that changes of different ones do not meet.</summary>
    public static readonly AppTable Config = new("_config");

    private AppTable(string name) => Name = name;

    public string Name { get; }
}
