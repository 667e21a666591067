using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Compiler;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Reads the object that a write is about, as triggers get it.</summary>
internal static class OriginalReader
{
    public static async Task<ObjectState?> FindAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, AuthorizedWrite write, CancellationToken cancellationToken)
    {
        var (sql, parameters) = WriteCompiler.CompileOriginal(snapshot, write);
        await using var command = WriteCommand.Of(connection, sql, parameters, ReadContext.For(write.Principal));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new ObjectState(
            reader.GetString(0),
            await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken),
            await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken),
            Values(write.Class, reader.GetString(5)))
        {
            Acl = Acl.FromColumns(Subjects(reader, 3), Subjects(reader, 4)),
        };
    }

    /// <summary>The fields that the registry knows; nothing else in the row is anybody's.</summary>
    private static ImmutableDictionary<string, ParseValue> Values(ClassSchema schema, string data)
    {
        var values = ImmutableDictionary.CreateBuilder<string, ParseValue>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = ParseJson.MaxDepth + 1 });
        foreach (var field in schema.CustomFields)
        {
            if (field.Type == FieldType.Relation)
                values[field.Name] = new RelationValue(field.TargetClass!);
            else if (field.IsStoredInData && document.RootElement.TryGetProperty(field.Name, out var stored) && stored.ValueKind != JsonValueKind.Null)
                values[field.Name] = ParseJsonText.ReadStored(stored, field);
        }

        return values.ToImmutable();
    }

    private static string[]? Subjects(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<string[]>(ordinal);
}
