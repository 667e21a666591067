using System.Collections.Frozen;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Queries;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Reads the conditions that look into other classes; they run with the caller's rights there.</summary>
internal sealed class SubqueryParser(WhereContext context)
{
    /// <summary>What SDKs send along with a sub-query and what says nothing about which rows it finds.</summary>
    private static readonly FrozenSet<string> Ignored = FrozenSet.Create(
        StringComparer.Ordinal,
        "keys", "include", "includeAll", "excludeKeys", "count", "readPreference", "includeReadPreference", "subqueryReadPreference", "hint", "explain", "comment");

    /// <summary><c>{"className":…,"where":…}</c>.</summary>
    /// <exception cref="ParseException">102 malformed, 119 no such class.</exception>
    public Filter InQuery(FieldPath path, string name, JsonElement value)
    {
        if (!path.IsNested && path.Field is { Type: not (FieldType.Pointer or FieldType.Relation or FieldType.Array) } field)
            throw Refusals.InvalidQuery($"{name} cannot be used on {field.Name}, which is a {field.TypeName}.");
        if (Subquery(name, value) is not { } plan)
            return Filter.None;

        // A pointer never names an object of another class than its field's.
        var canMatch = path.IsNested || path.Field?.TargetClass is null || path.Field.TargetClass == plan.Class.Name;
        return canMatch ? new InQueryFilter(path, plan) : Filter.None;
    }

    /// <summary><c>{"query":{"className":…,"where":…},"key":…}</c>.</summary>
    /// <exception cref="ParseException">102 malformed, 119 no such class.</exception>
    public Filter Select(FieldPath path, string name, JsonElement value)
    {
        OperandRules.RefuseRelation(path, name);
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() != 2
            || !value.TryGetProperty("query", out var query) || !value.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String)
        {
            throw Improper(name);
        }

        if (Subquery(name, query) is not { } plan)
            return Filter.None;
        var selected = FieldPath.Parse(plan.Class, ParseJson.ReadText(key));
        if (selected.Name == Names.Acl)
            throw Refusals.InvalidQuery("Cannot query on ACL.");
        OperandRules.RefuseRelation(selected, name);
        return new SelectFilter(path, plan, selected);
    }

    /// <summary><c>{"object":Pointer,"key":"relation"}</c>: the members of one object's relation.</summary>
    /// <exception cref="ParseException">102 malformed, 119 no such class.</exception>
    public Filter RelatedTo(ClassSchema of, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("object", out var sent) || ParseJson.Read(sent) is not PointerValue owner
            || !value.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String)
        {
            throw Improper("$relatedTo");
        }

        if (context.FindClass(owner.ClassName) is not { } ownerClass)
            return Filter.None;
        var relation = ownerClass.Find(Names.RequireField(ParseJson.ReadText(key)));
        if (relation is { Type: not FieldType.Relation })
            throw Refusals.InvalidQuery($"$relatedTo needs a relation, but {relation.Name} is a {relation.TypeName}.");
        return relation is null || relation.TargetClass != of.Name
            ? Filter.None
            : new RelatedToFilter(ownerClass, relation, Operand.Of(new StringValue(owner.ObjectId)));
    }

    private ReadPlan? Subquery(string name, JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object
            || !query.TryGetProperty("className", out var className) || className.ValueKind != JsonValueKind.String)
        {
            throw Improper(name);
        }

        var inner = context.Deeper() with { Prefix = null };
        if (inner.FindClass(ParseJson.ReadText(className)) is not { } named || Redirected(inner, named, query) is not { } of)
            return null;

        var plan = new ReadPlan(of);
        IReadOnlyList<string> order = [];
        foreach (var member in query.EnumerateObject())
        {
            var parameter = new RestParameter(ParseJson.ReadName(member), null, member.Value);
            if (parameter.Name == "order")
            {
                order = parameter.Names();
                continue;
            }

            plan = parameter.Name switch
            {
                "className" => plan,
                "where" => plan with { Where = new WhereParser(inner).Parse(of, parameter.Object()) },
                "limit" => plan with { Limit = Operand.Of(parameter.WholeNumber()) },
                "skip" => plan with { Skip = parameter.WholeNumber() is > 0 and var skip ? Operand.Of(skip) : null },
                "redirectClassNameForKey" => plan,
                _ when Ignored.Contains(parameter.Name) => plan,
                _ => throw Improper(name),
            };
        }

        return plan with { Order = order.Count > 0 ? OrderParser.Parse(of, order, plan.Where) : SortKey.Implied(plan.Where) };
    }

    private ClassSchema? Redirected(WhereContext inner, ClassSchema named, JsonElement query)
    {
        if (!query.TryGetProperty("redirectClassNameForKey", out var key) || key.ValueKind != JsonValueKind.String
            || named.Find(ParseJson.ReadText(key)) is not { TargetClass: { } target } field)
        {
            return named;
        }

        AccessGate.RequireVisible(named, field.Name, context.Principal);
        return inner.FindClass(target);
    }

    private static ParseException Improper(string name) => Refusals.InvalidQuery($"improper usage of {name}");
}
