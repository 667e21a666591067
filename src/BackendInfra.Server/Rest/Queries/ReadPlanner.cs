using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Where;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>Makes the plans of REST's reads.</summary>
internal sealed class ReadPlanner(SchemaSnapshot schema, Caller caller, DateTimeOffset now)
{
    private readonly RequestLimits? _limits = caller.Principal.IsUnrestricted ? null : caller.App.Options.Limits;

    /// <summary>The class of a read; null when there is none and nothing is found in it therefore.</summary>
    /// <exception cref="ParseException">103 a name that no class can have; 119 no such class, and the caller may not make it.</exception>
    public ClassSchema? FindClass(string name, ClassOperation operation = ClassOperation.Find)
    {
        var found = schema.Find(Names.RequireClass(name));
        AccessGate.RequireOuterClass(name, operation, caller.Principal);
        return found is not null || caller.Principal.IsUnrestricted || caller.App.Options.AllowClientClassCreation
            ? found
            : throw Refusals.NonExistentClass(name);
    }

    /// <summary>The class that a query is about: that of the field that <c>redirectClassNameForKey</c> names, when it has one.</summary>
    /// <exception cref="ParseException">119 a protected field, or no such class.</exception>
    private ClassSchema? Redirect(ClassSchema of, string? key)
    {
        if (key is null || of.Find(key)?.TargetClass is not { } target)
            return of;
        AccessGate.RequireVisible(of, key, caller.Principal);
        return schema.Find(target) ?? (caller.Principal.IsUnrestricted ? null : throw Refusals.NonExistentClass(target));
    }

    /// <summary>As <see cref="FindClass"/>, redirected where the query says so.</summary>
    /// <exception cref="ParseException">As <see cref="FindClass"/>; 119 a protected field.</exception>
    public ClassSchema? FindClass(string name, QueryOptions options) =>
        FindClass(name) is { } of ? Redirect(of, options.RedirectKey) : null;

    /// <exception cref="ParseException">The query is malformed.</exception>
    public ReadPlan Find(ClassSchema of, QueryOptions options)
    {
        var limit = options.Limit ?? caller.App.Options.DefaultLimit;
        if (limit > caller.App.Options.MaxLimit)
            limit = caller.App.Options.MaxLimit.Value;

        var filter = Where(of, options);
        return new ReadPlan(of)
        {
            // Asking for one id is what SDKs do for "get", so it needs that permission.
            Operation = options.Where is { } where && IsObjectIdOnly(where) ? ClassOperation.Get : ClassOperation.Find,
            Where = filter,
            Order = options.Order.Count > 0 ? OrderParser.Parse(of, options.Order, filter) : SortKey.Implied(filter),
            Limit = Operand.Of(limit),
            Skip = options.Skip is > 0 and var skip ? Operand.Of(skip) : null,
            ReturnsRows = limit > 0 || options.Explain,
            ReturnsTotal = options.Count && !options.Explain,
            Explains = options.Explain,
            Selection = new SelectionBuilder(schema, _limits).Build(of, options) with
            {
                NamesClass = options.RedirectKey is not null,
                Score = options.Keys?.Contains(OrderParser.Score) is true ? OrderParser.TextOf(filter) : null,
            },
        };
    }

    /// <summary>A read by id; the options hold a condition where a trigger has set one.</summary>
    /// <exception cref="ParseException">The parameters are malformed.</exception>
    public ReadPlan Get(ClassSchema of, string objectId, QueryOptions options) => new(of)
    {
        Operation = ClassOperation.Get,
        Where = options.Where is null ? ById(objectId) : Filter.And(ById(objectId), Where(of, options)),
        Selection = new SelectionBuilder(schema, _limits).Build(of, options),
    };

    private static ComparisonFilter ById(string objectId) =>
        new(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, Operand.Of(new StringValue(objectId)));

    private Filter Where(ClassSchema of, QueryOptions options) =>
        options.Where is { } json ? new WhereParser(new WhereContext(schema, caller.Principal, _limits, now)).Parse(of, json) : Filter.All;

    private static bool IsObjectIdOnly(JsonElement where)
    {
        using var members = where.EnumerateObject();
        return members.MoveNext()
            && members.Current.NameEquals(Names.ObjectId) && members.Current.Value.ValueKind == JsonValueKind.String
            && !members.MoveNext();
    }
}
