using System.Collections.Immutable;
using System.Text;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Writes the objects of a mutation of many in the order of their ids, whatever the order in which they were told.</summary>
internal static class ManyObjects
{
    /// <summary>What stands before the id in the texts of <see cref="WrittenObject.Marked"/>.</summary>
    private const string Mark = "{\"\":\"";

    /// <returns>False when one of the objects, which must not be null, is.</returns>
    public static bool TryWrite(OperationAnswer answer, MutationField field, ObjectsPayloadPart part, ImmutableArray<string> objectIds, RowBuffer[] reads)
    {
        answer.Raw("[");
        var places = part.Read is { } read ? Places(reads[read]) : [];
        if (part.Read is { } denied)
            QueryRunner.Denied(answer, field, field.Reads[denied], part.Key);
        for (var i = 0; i < objectIds.Length; i++)
        {
            if (i > 0)
                answer.Raw(",");
            if (part.Read is not { } index)
            {
                answer.Raw(WrittenObject.Json(part.Selection, field.Types.Class.Name, objectIds[i]));
                continue;
            }

            var rows = reads[index];
            var json = answer.Object(field, rows.Cell(places[objectIds[i]]), rows.HasMissing, part.Key, i);
            if (json.SequenceEqual("null"u8))
                return false;
            answer.Raw("{");
            var end = json[Mark.Length..].IndexOf((byte)'"') + Mark.Length + 1;
            answer.Raw(json[(json[end] == ',' ? end + 1 : end)..]);
        }

        answer.Raw("]");
        return true;
    }

    private static Dictionary<string, int> Places(RowBuffer rows)
    {
        var places = new Dictionary<string, int>(rows.Rows, StringComparer.Ordinal);
        for (var row = 0; row < rows.Rows; row++)
        {
            var text = rows.Cell(row)[Mark.Length..];
            places[Encoding.UTF8.GetString(text[..text.IndexOf((byte)'"')])] = row;
        }

        return places;
    }
}
