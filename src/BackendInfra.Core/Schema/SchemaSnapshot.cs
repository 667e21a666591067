using System.Collections.Frozen;

namespace BackendInfra.Core.Schema;

/// <summary>All classes of one app at one moment. Immutable: a request works on the one it began with.</summary>
/// <param name="DatabaseSchema">The PostgreSQL schema that holds the app's tables.</param>
/// <param name="Version">Grows by one with every change of the app's classes.</param>
public sealed class SchemaSnapshot(string databaseSchema, long version, IEnumerable<ClassSchema> classes)
{
    private readonly FrozenDictionary<string, ClassSchema> _classes =
        classes.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    public string DatabaseSchema { get; } = databaseSchema;

    public long Version { get; } = version;

    /// <summary>Sorted: system classes first, then by name, so that what is generated is stable.</summary>
    public IEnumerable<ClassSchema> Classes =>
        _classes.Values.OrderBy(c => c.Name.StartsWith('_') ? 0 : 1).ThenBy(c => c.Name, StringComparer.Ordinal);

    public ClassSchema? Find(string className) => _classes.GetValueOrDefault(className);

    public SchemaSnapshot With(ClassSchema changed) =>
        new(DatabaseSchema, Version, _classes.Values.Where(c => c.Name != changed.Name).Append(changed));

    public SchemaSnapshot Without(string className) =>
        new(DatabaseSchema, Version, _classes.Values.Where(c => c.Name != className));

    public SchemaSnapshot At(long version) => new(DatabaseSchema, version, _classes.Values);
}
