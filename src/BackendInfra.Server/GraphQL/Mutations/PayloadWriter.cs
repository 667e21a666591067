using System.Globalization;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Writes the payloads of mutations of classes.</summary>
internal static class PayloadWriter
{
    /// <param name="rows">The written object as each of the field's reads gives it.</param>
    public static void Write(OperationAnswer answer, MutationField field, OperationRequest request, FieldOutcome outcome, RowBuffer[] rows)
    {
        var start = answer.Data.Length;
        var separator = "{";
        foreach (var part in field.Parts)
        {
            answer.Raw($"{separator}\"{part.Key}\":");
            separator = ",";
            switch (part)
            {
                case ClientMutationIdPart:
                    var id = request.Scope.Text(request.Scope.Member(field.Input, RootTypes.ClientMutationIdName));
                    answer.Raw(ParseJsonText.Text(json => json.WriteStringValue(id)));
                    break;
                case CreatedPart:
                    answer.Raw(outcome.IsNew ? "true" : "false");
                    break;
                case ConstantPayloadPart constant:
                    answer.Raw(constant.Json);
                    break;
                case ObjectPayloadPart { Read: null } written:
                    answer.Raw(WrittenObject.Json(written.Selection, field.Types.Class.Name, outcome.ObjectId));
                    break;
                case ObjectPayloadPart { Read: { } index }:
                    QueryRunner.Denied(answer, field, field.Reads[index], part.Key);
                    var json = answer.Object(field, rows[index].Cell(0), rows[index].HasMissing, part.Key);
                    if (json.SequenceEqual("null"u8))
                    {
                        // The object must not be null, so the payload is.
                        answer.Data.Truncate(start);
                        answer.Raw("null");
                        return;
                    }

                    answer.Raw(json);
                    break;
                case CountPayloadPart:
                    answer.Raw(outcome.Count.ToString(CultureInfo.InvariantCulture));
                    break;
                case ObjectsPayloadPart many when !ManyObjects.TryWrite(answer, field, many, outcome.ObjectIds, rows):
                    answer.Data.Truncate(start);
                    answer.Raw("null");
                    return;
            }
        }

        answer.Raw(field.Parts.IsEmpty ? "{}" : "}");
    }
}
