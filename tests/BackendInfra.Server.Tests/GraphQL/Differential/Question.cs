namespace BackendInfra.Server.Tests.GraphQL.Differential;

/// <summary>One question in the words of both front ends.</summary>
/// <param name="Find">The class's find query.</param>
/// <param name="RestWhere">JSON.</param>
/// <param name="GraphWhere">A GraphQL literal.</param>
/// <param name="OrderField">The field of the only sort key; null for the default order.</param>
internal sealed record Question(string ClassName, string Find, string RestWhere, string GraphWhere, string? OrderField, bool Descending, int Limit, int Skip)
{
    public string RestOrder => (Descending ? "-" : "") + OrderField;

    public string GraphArguments =>
        $"(where: {GraphWhere}{(OrderField is null ? "" : $", order: [{OrderField}_{(Descending ? "DESC" : "ASC")}]")}, first: {Limit}, skip: {Skip})";

    public override string ToString() => $"{ClassName} {RestWhere} order {RestOrder} limit {Limit} skip {Skip}";
}
