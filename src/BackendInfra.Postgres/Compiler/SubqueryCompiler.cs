using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Conditions on other classes and on join tables, as semi-joins. Every class in them is restricted to readable rows.</summary>
internal static class SubqueryCompiler
{
    public static SqlText InQuery(RowScope scope, InQueryFilter filter)
    {
        if (filter.Path.Field is not { } field || filter.Path.IsNested)
            return SqlText.Of($"false");

        var target = scope.Of(filter.Subquery.Class);
        if (field.Type == FieldType.Array)
        {
            var element = scope.Statement.NextAlias('e');
            return SqlText.Of($"EXISTS (SELECT 1 FROM jsonb_array_elements({scope.Locate(field).Json}) {element}(v) WHERE {element}.v->>'className' = {Literal.ClassName(target.Class)} AND {element}.v->>'objectId' IN ({Rows(target, filter.Subquery, target.ObjectId)}))");
        }

        if (field.TargetClass != filter.Subquery.Class.Name)
            return SqlText.Of($"false");

        var matches = Rows(target, filter.Subquery, target.ObjectId);
        if (field.Type == FieldType.Pointer)
            return SqlText.Of($"{scope.Locate(field).Text} IN ({matches})");

        var join = scope.Statement.NextAlias('j');
        return SqlText.Of($"{scope.ObjectId} IN (SELECT {join}.\"owningId\" FROM {JoinTable(scope, field)} {join} WHERE {join}.\"relatedId\" IN ({matches}))");
    }

    /// <summary>The number of a relation's members that a query finds.</summary>
    public static SqlText CountOf(RowScope scope, MemberCountFilter filter)
    {
        if (filter.Path.Field is not { Type: FieldType.Relation } relation || relation.TargetClass != filter.Members.Class.Name)
            return SqlText.Of($"0::float8");
        var (join, member) = (scope.Statement.NextAlias('j'), scope.Of(filter.Members.Class));
        return SqlText.Of($"(SELECT count(*) FROM {JoinTable(scope, relation)} {join} JOIN {member.Table} {member.Row} ON {member.ObjectId} = {join}.\"relatedId\" WHERE {join}.\"owningId\" = {scope.ObjectId} AND {member.Readable(scope.Nested, filter.Members.Countable)} AND {FilterCompiler.Compile(member, filter.Members.Where)})");
    }

    public static SqlText Select(RowScope scope, SelectFilter filter)
    {
        if (filter.Path.Field is null || filter.Key.Field is null)
            return SqlText.Of($"false");

        var source = scope.Of(filter.Subquery.Class);
        var (left, right) = (Value(scope, filter.Path), Value(source, filter.Key));
        return SqlText.Of($"{left} IN ({Rows(source, filter.Subquery, right)})");
    }

    public static SqlText RelatedTo(RowScope scope, RelatedToFilter filter)
    {
        if (filter.OwnerId is not { } ownerId)
            throw new InvalidOperationException("A relation of the enclosing row is compiled with its connection.");

        var owner = scope.Of(filter.Owner);
        var join = scope.Statement.NextAlias('j');
        var id = scope.Statement.Add(ownerId, OperandForm.Text);
        return SqlText.Of($"{scope.ObjectId} IN (SELECT {join}.\"relatedId\" FROM {JoinTable(owner, filter.Relation)} {join} JOIN {owner.Table} {owner.Row} ON {owner.ObjectId} = {join}.\"owningId\" WHERE {join}.\"owningId\" = {id} AND {owner.Readable(scope.Nested, filter.OwnerReadable)})");
    }

    public static SqlText HasMember(RowScope scope, FieldDefinition relation, Operand member)
    {
        var join = scope.Statement.NextAlias('j');
        return SqlText.Of($"EXISTS (SELECT 1 FROM {JoinTable(scope, relation)} {join} WHERE {join}.\"owningId\" = {scope.ObjectId} AND {join}.\"relatedId\" = {scope.Statement.Add(member, OperandForm.Text)})");
    }

    public static SqlText HasMember(RowScope scope, FieldDefinition relation, ImmutableArray<Operand> members)
    {
        var join = scope.Statement.NextAlias('j');
        return SqlText.Of($"EXISTS (SELECT 1 FROM {JoinTable(scope, relation)} {join} WHERE {join}.\"owningId\" = {scope.ObjectId} AND {join}.\"relatedId\" = ANY({scope.Statement.AddList(members, OperandForm.Text)}))");
    }

    public static SqlText HasMembers(RowScope scope, FieldDefinition relation)
    {
        var join = scope.Statement.NextAlias('j');
        return SqlText.Of($"EXISTS (SELECT 1 FROM {JoinTable(scope, relation)} {join} WHERE {join}.\"owningId\" = {scope.ObjectId})");
    }

    /// <summary>One column of the rows that a sub-query finds; ordered and cut only when it says so.</summary>
    private static SqlText Rows(RowScope source, ReadPlan plan, SqlText column)
    {
        var where = SqlText.Of($"{source.Readable(source.Nested, plan.Readable)} AND {FilterCompiler.Compile(source, plan.Where)}");
        if (plan.Limit is null && plan.Skip is null)
            return SqlText.Of($"SELECT {column} FROM {source.Table} {source.Row} WHERE {where}");
        return SqlText.Of($"SELECT {column} FROM {source.Table} {source.Row} WHERE {where} ORDER BY {OrderCompiler.Compile(source, plan.Order)}{OrderCompiler.Page(source.Statement, plan, 0)}");
    }

    /// <summary>A value that is compared with one of another class: as JSON, so that any two types can meet.</summary>
    private static SqlText Value(RowScope scope, FieldPath path) =>
        path.IsNested
            ? SqlText.Of($"({scope.Row}.data #> {scope.Statement.Add([path.Name, .. path.Keys])})")
            : SqlText.Of($"({scope.Locate(path.Field!).Json})");

    private static Identifier JoinTable(RowScope scope, FieldDefinition relation) =>
        Identifier.JoinTable(scope.Snapshot, scope.Class, relation);
}
