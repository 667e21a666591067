using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Reads a where (reference §5). Its operators are a closed list; operands are checked before any SQL is made.</summary>
internal sealed class WhereParser(WhereContext context)
{
    /// <exception cref="ParseException">102, 105, 107: it is malformed; 119: it names a class that does not exist.</exception>
    public Filter Parse(ClassSchema of, JsonElement where)
    {
        if (where.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidQuery("A where must be an object.");

        var parts = ImmutableArray.CreateBuilder<Filter>();
        foreach (var member in where.EnumerateObject())
        {
            var name = ParseJson.ReadName(member);
            parts.Add(name switch
            {
                "$or" => new OrFilter(Parts(of, name, member.Value)),
                "$and" => Filter.And(Parts(of, name, member.Value)),
                "$nor" => Nor(of, member.Value),
                "$relatedTo" => new SubqueryParser(context).RelatedTo(of, member.Value),
                Names.Acl => throw Refusals.InvalidQuery("Cannot query on ACL."),
                _ => Field(FieldPath.Parse(of, context.Prefix + (name == "_id" && context.Prefix is not null ? Names.ObjectId : name)), member.Value),
            });
        }

        return Filter.And(parts.ToImmutable());
    }

    private NotFilter Nor(ClassSchema of, JsonElement value)
    {
        var parts = Parts(of, "$nor", value);
        return parts.IsEmpty ? throw Refusals.InvalidQuery("Bad $nor format - use an array of minimum 1 value.") : new NotFilter(new OrFilter(parts));
    }

    private ImmutableArray<Filter> Parts(ClassSchema of, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Refusals.InvalidQuery($"Bad {name} format - use an array value.");
        context.CheckLength(value.GetArrayLength());

        var inner = new WhereParser(context.Deeper());
        return [.. value.EnumerateArray().Select(part => inner.Parse(of, part))];
    }

    private Filter Field(FieldPath path, JsonElement value) =>
        HasOperators(value)
            ? new ConstraintParser(context, path, value).Parse()
            : new ComparisonFilter(path, ComparisonOperator.Equal, Operand.Of(OperandRules.Fit(path, ParseJson.Read(value))));

    private static bool HasOperators(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.StartsWith('$'))
                return true;
        }

        return false;
    }
}
