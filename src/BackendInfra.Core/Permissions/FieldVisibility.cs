using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Permissions;

/// <summary>
/// Which fields of a class a caller sees (reference §8). Those that every group he belongs to hides are hidden; the groups
/// <c>userField:name</c> are his only in rows whose field names him, so there a field may be hidden in some rows and not in others.
/// </summary>
internal sealed class FieldVisibility
{
    public const string Authenticated = "authenticated";
    public const string UserFieldPrefix = "userField:";

    public static readonly FieldVisibility Everything = new(ImmutableSortedDictionary<string, Filter>.Empty);

    private readonly ImmutableSortedDictionary<string, Filter> _conditions;

    private FieldVisibility(ImmutableSortedDictionary<string, Filter> conditions) => _conditions = conditions;

    /// <summary>The fields that are hidden in every row.</summary>
    public ImmutableSortedSet<string> Hidden => [.. _conditions.Where(condition => condition.Value == Filter.None).Select(condition => condition.Key)];

    public static FieldVisibility Of(ClassSchema schema, Principal principal)
    {
        if (principal.IsUnrestricted)
            return Everything;

        var groups = schema.Permissions.ProtectedFields;
        ImmutableSortedSet<string>? hidden = null;
        foreach (var group in GroupsOf(principal))
        {
            if (groups.TryGetValue(group, out var fields))
                hidden = hidden is null ? fields : hidden.Intersect(fields);
        }

        var byRow = principal.UserId is null ? [] : RowGroups(schema).ToArray();
        var conditions = ImmutableSortedDictionary.CreateBuilder<string, Filter>(StringComparer.Ordinal);
        foreach (var field in hidden ?? byRow.SelectMany(group => group.Hides))
            conditions[field] = ConditionOf(field, hidden is null, byRow, schema, principal);

        // What no permission can open: secrets, and what other services know a user by.
        if (Names.IsSystemClass(schema.Name))
        {
            foreach (var field in schema.Fields.Values.Where(field => IsAlwaysHidden(schema, field)))
                conditions[field.Name] = Filter.None;
        }

        return new FieldVisibility(conditions.ToImmutable());
    }

    public bool IsHidden(string field) => ConditionOf(field) == Filter.None;

    /// <summary>Whether any row hides the field: then no condition, order or key may name it, or right guesses would tell its value.</summary>
    public bool IsRestricted(string field) => _conditions.ContainsKey(field);

    /// <summary>Checks that a question may name a field.</summary>
    /// <exception cref="ParseException">119 for a field that any row hides.</exception>
    public void Require(ClassSchema schema, string field)
    {
        if (IsRestricted(field))
            throw Refusals.Forbidden($"This user is not allowed to query {field} on class {schema.Name}");
    }

    /// <summary>The rows that show a field; null for all.</summary>
    public Filter? ConditionOf(string field) => _conditions.GetValueOrDefault(field);

    /// <summary>The fields of a selection that only some rows show, by what those rows fulfil.</summary>
    public ImmutableArray<ConditionalFields> Conditional(RestSelection selection) =>
        [.. _conditions
            .Where(field => field.Value != Filter.None && (selection.Fields?.Contains(field.Key) ?? true))
            .GroupBy(field => field.Value)
            .Select(group => new ConditionalFields(group.Key, [.. group.Select(field => field.Key)]))];

    /// <param name="isOpenElsewhere">Whether only rows that name the caller hide anything.</param>
    private static Filter ConditionOf(string field, bool isOpenElsewhere, RowGroup[] groups, ClassSchema schema, Principal principal)
    {
        var opening = groups.Where(group => !group.Hides.Contains(field)).Select(group => group.Field);

        // A user sees what is his own.
        if (schema.Name == UserClass.Name && principal.UserId is not null)
            opening = opening.Append(FieldDefinition.ObjectId);
        FieldDefinition[] openers = [.. opening];
        var opened = openers.Length == 0 ? Filter.None : new CallerFilter([.. openers]);
        if (!isOpenElsewhere)
            return opened;

        var closed = Filter.Not(new CallerFilter([.. groups.Where(group => group.Hides.Contains(field)).Select(group => group.Field)]));
        return openers.Length == 0 ? closed : new OrFilter([closed, opened]);
    }

    private static IEnumerable<RowGroup> RowGroups(ClassSchema schema)
    {
        foreach (var (group, fields) in schema.Permissions.ProtectedFields)
        {
            if (group.StartsWith(UserFieldPrefix, StringComparison.Ordinal) && schema.Find(group[UserFieldPrefix.Length..]) is { } field)
                yield return new RowGroup(field, fields);
        }
    }

    private static IEnumerable<string> GroupsOf(Principal principal) =>
        principal.UserId is null ? principal.AclSubjects : principal.AclSubjects.Append(Authenticated);

    private static bool IsAlwaysHidden(ClassSchema schema, FieldDefinition field) =>
        field.IsSecret || (schema.Name == UserClass.Name && field.Name == UserClass.AuthData);

    private readonly record struct RowGroup(FieldDefinition Field, ImmutableSortedSet<string> Hides);
}
