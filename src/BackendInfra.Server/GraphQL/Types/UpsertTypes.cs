using BackendInfra.Core.Schema;
using GraphQL.Types;
using ParseType = BackendInfra.Core.Schema.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>upsertX</c>: changes the object with a key, or makes it.</summary>
internal static class UpsertTypes
{
    public const string By = "by", SetOnInsert = "setOnInsert", Created = "created";

    private static readonly ParseType[] KeyTypes = [ParseType.String, ParseType.Number, ParseType.Boolean, ParseType.Date, ParseType.Pointer];

    public static void AddTo(ObjectGraphType mutation, ClassTypes types, SupportTypes support)
    {
        if (types.Names.Upsert is not { } names)
            return;
        var name = types.Class.Name;
        var key = Input(names.Key, $"What names one object of the class {name}: its id, or all fields of a unique index.", Field("id", support.Id, "The global id or objectId."));
        foreach (var field in Keys(types).SelectMany(fields => fields).Distinct())
            key.AddField(Field(field.Name, InputType(field, support), $"The field {field.Name}."));
        var input = Input(
            names.Input,
            $"The input of {names.Field}.",
            RootTypes.ClientMutationId(support),
            Field(By, NonNull(key), "Which object; where there is none, the new one gets these values."),
            Field("fields", types.UpdateFields, "Fields that are written either way."),
            Field(SetOnInsert, types.UpdateFields, "Fields that a new object gets besides."));
        var payload = TypeParts.Object(names.Payload, $"The answer of {names.Field}.", RootTypes.ClientMutationId(support), Field(Created, NonNull(support.Boolean), "Whether the object is new."));
        if (types.Names.Object is not (RootTypes.ClientMutationIdName or Created))
            payload.AddField(Field(types.Names.Object, NonNull(types.Object), "The object as it is now."));
        mutation.AddField(new ClassRootField(ClassRole.Upsert, types)
        {
            Name = names.Field,
            ResolvedType = payload,
            Description = $"Changes the object of the class {name} that has a key, or makes it.",
            Arguments = new QueryArguments(Argument("input", NonNull(input), "What is written.")),
        });
    }

    /// <summary>The fields of each unique index that a key can name: of plain types, and over all objects that have the fields.</summary>
    public static IEnumerable<FieldDefinition[]> Keys(ClassTypes types) => types.Class.Indexes
        .Where(index => index.Unique && index.Where.IsEmpty)
        .Select(index => index.Keys.Select(key => types.Class.Find(key.Field)!).ToArray())
        .Where(fields => fields.All(field => !field.IsSystem && !field.IsSecret && field.Name != "id" && types.Config.Constrains(field.Name) && KeyTypes.Contains(field.Type)));

    private static IGraphType InputType(FieldDefinition field, SupportTypes support) => field.Type switch
    {
        ParseType.Number => support.Float,
        ParseType.Boolean => support.Boolean,
        ParseType.Date => support.Date,
        ParseType.Pointer => support.Id,
        _ => support.String,
    };
}
