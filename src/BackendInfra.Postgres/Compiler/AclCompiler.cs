using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>An object's two permission columns as the ACL of GraphQL. A column that is NULL stands for everybody.</summary>
internal static class AclCompiler
{
    public static void Compile(JsonTemplate json, RowScope scope, AclNode node)
    {
        json.Text("{");
        for (var i = 0; i < node.Groups.Length; i++)
        {
            var group = node.Groups[i];
            json.Key(group.Key, i == 0);
            switch (group.Group)
            {
                case AclGroup.TypeName:
                    json.Text(group.Members[0].Constant!);
                    break;
                case AclGroup.Public:
                    json.Hole(Public(scope, group.Members));
                    break;
                case AclGroup.Users:
                    json.Hole(Subjects(scope, group.Members, SqlText.Of($"s.name <> '*' AND s.name NOT LIKE 'role:%'")));
                    break;
                default:
                    json.Hole(Subjects(scope, group.Members, SqlText.Of($"s.name LIKE 'role:%'")));
                    break;
            }
        }

        json.Text("}");
    }

    /// <summary>What everybody may do; null when that is nothing.</summary>
    private static SqlText Public(RowScope scope, ImmutableArray<AclMemberNode> members) =>
        SqlText.Of($"CASE WHEN {May(scope, "read", Everyone)} OR {May(scope, "write", Everyone)} THEN {Members(scope, members, Everyone)} ELSE 'null' END");

    /// <summary>The named subjects as a list; null when there is none.</summary>
    private static SqlText Subjects(RowScope scope, ImmutableArray<AclMemberNode> members, SqlText condition) =>
        SqlText.Of($"coalesce((SELECT '[' || string_agg({Members(scope, members, SqlText.Of($"s.name"))}, ',' ORDER BY s.name) || ']' FROM (SELECT DISTINCT unnest({scope.Row}._rperm || {scope.Row}._wperm) AS name) s WHERE {condition}), 'null')");

    private static SqlText Everyone => SqlText.Of($"'*'");

    private static SqlText May(RowScope scope, string right, SqlText subject) => right == "read"
        ? SqlText.Of($"({scope.Row}._rperm IS NULL OR {subject} = ANY({scope.Row}._rperm))")
        : SqlText.Of($"({scope.Row}._wperm IS NULL OR {subject} = ANY({scope.Row}._wperm))");

    private static SqlText Members(RowScope scope, ImmutableArray<AclMemberNode> members, SqlText subject)
    {
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < members.Length; i++)
        {
            json.Key(members[i].Key, i == 0);
            switch (members[i].Member)
            {
                case null:
                    json.Text(members[i].Constant!);
                    break;
                case "userId":
                    json.Text("\"").Hole(GraphCompiler.GlobalId("_User", subject)).Text("\"");
                    break;
                case "roleName":
                    json.Hole(SqlText.Of($"to_json(substr({subject}, 6))"));
                    break;
                case var right:
                    json.Hole(SqlText.Of($"CASE WHEN {May(scope, right, subject)} THEN 'true' ELSE 'false' END"));
                    break;
            }
        }

        return json.Text("}").ToSql();
    }
}
