using System.Collections.Concurrent;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.GraphQL.Documents;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>One app's GraphQL schema with everything that is kept for it. A change of the classes makes a new one, and requests in flight finish on the old.</summary>
internal sealed class AppRuntime(AppSchema schema)
{
    private const int MaxDocuments = 512;
    private const int MaxCachedLength = 64 * 1024;
    private const int MaxIntrospections = 8;
    private const int MaxTrusted = 512;

    private readonly LruCache<PreparedDocument> _documents = new(MaxDocuments);
    private readonly ConcurrentDictionary<string, byte[]> _introspections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namedSubjects = NamedSubjects(schema);

    public AppSchema Schema { get; } = schema;

    /// <summary>Documents that clients name by their hashes.</summary>
    public AutomaticQueries Automatic { get; } = new();

    /// <summary>Documents of the trusted list that were asked for, by what they were asked for with. A change of the list makes a new runtime.</summary>
    public LruCache<DocumentSource> Trusted { get; } = new(MaxTrusted);

    public PreparedDocument? FindDocument(string query, string? operationName) => _documents.Find(Key(query, operationName));

    public void AddDocument(string query, string? operationName, PreparedDocument document)
    {
        if (query.Length <= MaxCachedLength)
            _documents.Add(Key(query, operationName), document);
    }

    /// <summary>An answer that depends on the schema alone.</summary>
    public byte[]? FindIntrospection(string key) => _introspections.GetValueOrDefault(key);

    public void AddIntrospection(string key, byte[] data)
    {
        if (_introspections.Count < MaxIntrospections)
            _introspections.TryAdd(key, data);
    }

    /// <summary>Callers of equal text get equal decisions from the access gate on every class of this schema.</summary>
    public string PermissionsOf(Principal principal) =>
        principal.IsUnrestricted ? "unrestricted"
        : principal.UserId is null ? "anonymous"
        : $"user {string.Join(' ', principal.AclSubjects.Where(_namedSubjects.Contains).Order(StringComparer.Ordinal))}";

    private static string Key(string query, string? operationName) => string.IsNullOrEmpty(operationName) ? query : $"{operationName}\n{query}";

    private static HashSet<string> NamedSubjects(AppSchema schema)
    {
        var permissions = schema.Snapshot.Classes.Select(c => c.Permissions).ToArray();
        return [.. permissions.SelectMany(p => p.Rules.Values).SelectMany(rule => rule.Subjects), .. permissions.SelectMany(p => p.ProtectedFields.Keys)];
    }
}
