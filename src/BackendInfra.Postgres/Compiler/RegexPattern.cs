using System.Text;
using BackendInfra.Core.Queries;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Regular expressions of clients (JavaScript and PCRE habits) as PostgreSQL's advanced ones.</summary>
internal static class RegexPattern
{
    /// <summary>Whether a read runs a regular expression anywhere: in its condition, its sub-queries or its nested connections.</summary>
    public static bool IsIn(ReadPlan plan) => IsIn(plan.Where) || IsIn(plan.Selection) || plan.Stages.Any(stage => stage is MatchStage match && IsIn(match.Where));

    private static bool IsIn(Filter filter) => filter switch
    {
        RegexFilter => true,
        AndFilter and => and.Parts.Any(IsIn),
        OrFilter or => or.Parts.Any(IsIn),
        NotFilter not => IsIn(not.Part),
        InQueryFilter query => IsIn(query.Subquery.Where),
        MemberCountFilter count => IsIn(count.Members.Where),
        SelectFilter select => IsIn(select.Subquery.Where),
        _ => false,
    };

    private static bool IsIn(Selection selection) => selection switch
    {
        ConnectionSelection connection => connection.Nodes.Any(node => IsIn(node.Selection)) || SummaryCompiler.Objects(connection).Any(IsIn),
        GraphSelection graph => graph.Nodes.Any(node => node switch
        {
            ConnectionNode connection => IsIn(connection.Plan),
            PointerNode pointer => IsIn(pointer.Selection),
            ArrayNode array => array.Objects.Any(o => IsIn(o.Selection)),
            _ => false,
        }),
        _ => false,
    };

    /// <summary>
    /// Prefixes the pattern with PostgreSQL's embedded options. As in JavaScript, <c>^ $</c> match at line ends only with
    /// <c>m</c>, and the dot stops at line ends unless <c>s</c>. The dot is spelled out for that: PostgreSQL's options would
    /// keep line ends out of <c>[^a]</c>, too.
    /// </summary>
    public static string ToPostgres(string pattern, string options)
    {
        var prefix = new StringBuilder("(?").Append(options.Contains('m') ? 'w' : 's');
        if (options.Contains('i'))
            prefix.Append('i');
        if (options.Contains('x'))
            prefix.Append('x');

        var text = RegexText.Unquote(pattern);
        return prefix.Append(')').Append(options.Contains('s') ? text : RegexText.ReplaceSpecial(text, '.', @"[^\n]")).ToString();
    }
}
