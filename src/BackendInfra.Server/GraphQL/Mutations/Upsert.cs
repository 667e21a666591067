using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Changes the object with a key, or makes it. The object is held while it is changed; that no other is made at the same time is the unique index's to say.</summary>
internal static class Upsert
{
    private const int Attempts = 3;

    /// <summary>Runs a transaction with an upsert in it. Where another request has made the object since it was looked for, the whole runs again, and finds it.</summary>
    public static async Task<T> RunAsync<T>(bool holdsUpserts, Func<Task<T>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run();
            }
            catch (ParseException taken) when (holdsUpserts && attempt < Attempts && taken is { Code: ErrorCode.DuplicateValue, InnerException: not null })
            {
                // Rolled back whole. What an index other than the key's refuses is refused again.
            }
        }
    }

    /// <exception cref="ParseException">The caller may not create and update; 137 the object is not his to write; and what the write itself is refused for.</exception>
    public static async Task<FieldOutcome> WriteAsync(
        ObjectWriter writer, MutationField field, OperationRequest request, WriteAnswer? answer, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var (scope, name) = (request.Scope, field.Types.Class.Name);
        var key = UpsertKey.Read(scope, field.Types, scope.Member(field.Input, UpsertTypes.By));
        var always = scope.Members(scope.Member(field.Input, "fields")).ToArray();
        var onInsert = scope.Members(scope.Member(field.Input, UpsertTypes.SetOnInsert)).ToArray();
        RequireOnce([.. key.Values.Select(part => part.Field.Name), .. always.Select(member => member.Name), .. onInsert.Select(member => member.Name)]);

        // The transaction's own classes, since the key must be unique in them.
        var schema = transaction.Schema.Find(name) ?? throw Refusals.ObjectNotFound();
        var found = await transaction.LockAsync(AccessGate.AuthorizeKey(schema, key.Values, request.Caller.Principal), cancellationToken);
        var makesIds = key.ObjectId is null || request.Caller.App.Options.AllowCustomObjectId;
        if (found is { IsWritable: true, ObjectId: var objectId })
            return new(await writer.WriteAsync(new WritePlan(WriteKind.Update, name, objectId) { Answer = answer }, field.Types, new ObjectChanges(new ObjectInput([.. always]))));
        if (!makesIds)
            throw Refusals.ObjectNotFound();
        if (found is not null)
            throw Taken(key);
        var plan = new WritePlan(WriteKind.Create, name, key.ObjectId)
        {
            Answer = answer,
            Changes = key.ObjectId is null ? [.. key.Values.Select(part => new FieldChange(part.Field.Name, new SetOperation(part.Value)))] : [],
        };
        return new(await writer.WriteAsync(plan, field.Types, new ObjectChanges(new ObjectInput([.. always, .. onInsert]))), IsNew: true);
    }

    /// <summary>As the unique index refuses a create, so that an object that is hidden tells no more of itself than then.</summary>
    private static ParseException Taken(UpsertKey key) => new(
        ErrorCode.DuplicateValue,
        "A duplicate value for a field with unique values was provided" + (key.ObjectId is null ? $": {string.Join(", ", key.Values.Select(part => part.Field.Name))}" : ""));

    private static void RequireOnce(string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
            throw Refusals.InvalidQuery($"{twice} stands twice: a field is in only one of by, fields and setOnInsert.");
    }
}
