using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Schemas;

namespace BackendInfra.Server.Import;

/// <summary>An index of another server.</summary>
/// <param name="Definition">Null for one of a kind that there is not here.</param>
internal sealed record StoredIndex(string Name, IndexDefinition? Definition)
{
    public static StoredIndex Read(JsonProperty member)
    {
        var name = ParseJson.ReadName(member);
        var keys = ImmutableArray.CreateBuilder<IndexKey>();
        if (member.Value.ValueKind != JsonValueKind.Object)
            return new StoredIndex(name, null);
        if (SchemaJsonReader.HasOptions(member.Value))
            return new StoredIndex(name, SchemaJsonReader.Index(name, member.Value));
        foreach (var key in member.Value.EnumerateObject())
        {
            if (Key(ParseJson.ReadName(key), key.Value) is not { } read)
                return new StoredIndex(name, null);
            keys.Add(read);
        }

        return new StoredIndex(name, keys.Count > 0 ? new IndexDefinition(name, keys.ToImmutable()) : null);
    }

    private static IndexKey? Key(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var direction) && direction is 1 or -1 => new IndexKey(Field(name), value.GetDouble() < 0),
        JsonValueKind.String when value.ValueEquals("text") => new IndexKey(Field(name), IsText: true),
        _ => null,
    };

    /// <summary>A field's name; MongoDB's indexes are on the names that fields have there.</summary>
    private static string Field(string key) => key switch
    {
        "_id" => Names.ObjectId,
        "_created_at" => Names.CreatedAt,
        "_updated_at" => Names.UpdatedAt,
        _ => key.StartsWith("_p_", StringComparison.Ordinal) ? key[3..] : key,
    };
}
