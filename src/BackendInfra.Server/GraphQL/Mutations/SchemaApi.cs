using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using GraphQL;
using ParseType = BackendInfra.Core.Schema.FieldType;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Answers the class queries and mutations of reference §11. All need the master key.</summary>
internal static class SchemaApi
{
    /// <summary>Members of <c>SchemaFieldsInput</c> that add fields.</summary>
    public static readonly ImmutableArray<(string Name, ParseType Type, bool IsList)> FieldMembers =
    [
        ("addStrings", ParseType.String, true),
        ("addNumbers", ParseType.Number, true),
        ("addBooleans", ParseType.Boolean, true),
        ("addArrays", ParseType.Array, true),
        ("addObjects", ParseType.Object, true),
        ("addDates", ParseType.Date, true),
        ("addFiles", ParseType.File, true),
        ("addGeoPoint", ParseType.GeoPoint, false),
        ("addPolygons", ParseType.Polygon, true),
        ("addBytes", ParseType.Bytes, true),
        ("addPointers", ParseType.Pointer, true),
        ("addRelations", ParseType.Relation, true),
    ];

    /// <exception cref="ParseException">119 without the master key, 103 no such class.</exception>
    public static async ValueTask<object?> Class(IResolveFieldContext context)
    {
        var name = context.GetArgument<string>("name");
        return (await SnapshotAsync(context)).Find(name) ?? throw Refusals.ClassDoesNotExist(Excerpt.Of(name));
    }

    /// <exception cref="ParseException">119 without the master key.</exception>
    public static async ValueTask<object?> Classes(IResolveFieldContext context) => (await SnapshotAsync(context)).Classes;

    public static ValueTask<object?> Create(IResolveFieldContext context) => ChangeAsync(context, "create", (snapshot, request, name, fields) =>
    {
        var removed = Removed(fields);
        var edit = new ClassEdit(name) { SetFields = Added(fields, removed, null) };
        return SchemaEditor.Create(snapshot, edit, request.Caller.App.Options);
    });

    public static ValueTask<object?> Update(IResolveFieldContext context) => ChangeAsync(context, "update", (snapshot, request, name, fields) =>
    {
        var schema = snapshot.Find(name) ?? throw Refusals.ClassDoesNotExist(Excerpt.Of(name));
        var removed = Removed(fields);
        var edit = new ClassEdit(name)
        {
            SetFields = Added(fields, removed, schema),
            DeleteFields = [.. removed.Where(field => schema.Find(field) is not null)],
        };
        return SchemaEditor.Update(snapshot, edit, request.Caller.App.Options);
    });

    public static ValueTask<object?> Delete(IResolveFieldContext context) =>
        ChangeAsync(context, "delete", (snapshot, _, name, _) => SchemaEditor.Delete(snapshot, name));

    private static ValueTask<SchemaSnapshot> SnapshotAsync(IResolveFieldContext context)
    {
        var request = EngineContext.Of(context);
        RequireMaster(request);
        return request.Registry.GetAsync(request.Caller.App, context.CancellationToken);
    }

    private static void RequireMaster(EngineContext request)
    {
        if (!request.Caller.Principal.IsUnrestricted)
            throw Refusals.Forbidden("unauthorized: master key is required");
    }

    private static async ValueTask<object?> ChangeAsync(
        IResolveFieldContext context,
        string verb,
        Func<SchemaSnapshot, EngineContext, string, Dictionary<string, object?>, SchemaSnapshot> edit)
    {
        var request = EngineContext.Of(context);
        RequireMaster(request);
        if (!request.Caller.Principal.MayWriteAnything)
            throw Refusals.Forbidden($"read-only masterKey isn't allowed to {verb} a schema.");
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        var name = (string)input["name"]!;
        var fields = input.GetValueOrDefault("schemaFields") as Dictionary<string, object?> ?? [];

        ClassSchema? before = null;
        SchemaEditor.RequireUnlocked(request.Caller.App.Options);
        var after = await request.Registry.ChangeAsync(
            request.Caller.App,
            snapshot =>
            {
                before = snapshot.Find(name);
                return edit(snapshot, request, name, fields);
            },
            context.CancellationToken);
        return new SchemaApiAnswer((string?)input.GetValueOrDefault(Types.RootTypes.ClientMutationIdName), (after.Find(name) ?? before)!);
    }

    private static HashSet<string> Removed(Dictionary<string, object?> fields) =>
        [.. Items(fields.GetValueOrDefault("remove")).Select(item => (string)item["name"]!)];

    /// <summary>The fields to add; what is removed by the same input is not added, and what exists as wanted stays as it is.</summary>
    /// <exception cref="ParseException">105 a name twice.</exception>
    private static ImmutableArray<FieldDefinition> Added(Dictionary<string, object?> fields, HashSet<string> removed, ClassSchema? schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var added = ImmutableArray.CreateBuilder<FieldDefinition>();
        foreach (var (member, type, _) in FieldMembers)
        {
            foreach (var item in Items(fields.GetValueOrDefault(member)))
            {
                var field = new FieldDefinition((string)item["name"]!, type, (string?)item.GetValueOrDefault("targetClassName"));
                if (!seen.Add(field.Name))
                    throw new ParseException(ErrorCode.InvalidKeyName, $"Duplicated field name: {Excerpt.Of(field.Name)}");
                var isThere = schema?.Find(field.Name) is { } existing && existing.Type == field.Type && existing.TargetClass == field.TargetClass;
                if (!removed.Contains(field.Name) && !isThere)
                    added.Add(field);
            }
        }

        return added.ToImmutable();
    }

    private static IEnumerable<Dictionary<string, object?>> Items(object? member) => member switch
    {
        null => [],
        Dictionary<string, object?> single => [single],
        System.Collections.IEnumerable list => list.Cast<Dictionary<string, object?>>(),
        _ => throw new InvalidOperationException($"Unexpected input {member.GetType().Name}."),
    };
}
