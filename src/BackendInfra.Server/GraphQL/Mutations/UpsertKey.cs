using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>The values by which an upsert names its object.</summary>
/// <param name="ObjectId">Its id; null where it is named by other fields.</param>
internal sealed record UpsertKey(string? ObjectId, ImmutableArray<(FieldDefinition Field, ParseValue Value)> Values)
{
    /// <exception cref="ParseException">102 not the fields of exactly one unique index, or a null; 106 what cannot be an id.</exception>
    public static UpsertKey Read(InputScope scope, ClassTypes types, InputValue? by)
    {
        var given = scope.Members(by).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (given.Count == 1 && given.TryGetValue("id", out var id) && scope.Text(id) is { } text)
        {
            var objectId = GlobalId.ObjectIdOf(types.Class.Name, text);
            return Core.Values.ObjectId.IsValid(objectId)
                ? new UpsertKey(objectId, [(FieldDefinition.ObjectId, new StringValue(objectId))])
                : throw new ParseException(ErrorCode.InvalidPointer, $"Invalid id of an object of {types.Class.Name}: {Excerpt.Of(text)}");
        }

        var fields = UpsertTypes.Keys(types).FirstOrDefault(fields => fields.Length == given.Count && fields.All(field => given.TryGetValue(field.Name, out var value) && !scope.IsNull(value)));
        return fields is null
            ? throw Refusals.InvalidQuery($"by needs the id, or a value of every field of one unique index of {types.Class.Name}.")
            : new UpsertKey(null, [.. fields.Select(field => (field, Value(scope, field, given[field.Name])))]);
    }

    private static ParseValue Value(InputScope scope, FieldDefinition field, InputValue input) => field.Type == FieldType.Pointer
        ? new PointerValue(field.TargetClass!, GlobalId.ObjectIdOf(field.TargetClass!, scope.Text(input)!))
        : scope.Scalar(input)!;
}
