using BackendInfra.Core.Apps;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>How many objects a field with <c>first</c> or <c>last</c> may give. Variables stay open.</summary>
internal sealed record PageSize(PageSize.Bound? First, PageSize.Bound? Last)
{
    private const string FirstName = "first", LastName = "last";

    /// <summary>Whether a variable says it.</summary>
    public bool IsOpen => First is { Variable: not null } || Last is { Variable: not null };

    /// <returns>Null for a field that has no pages.</returns>
    public static PageSize? Of(FieldType definition, GraphQLField field) =>
        definition.Arguments?.Find(FirstName) is null && definition.Arguments?.Find(LastName) is null
            ? null
            : new PageSize(Read(field, FirstName), Read(field, LastName));

    public double Resolve(IReadOnlyDictionary<string, object?> variables, AppOptions options)
    {
        var size = (First?.Resolve(variables), Last?.Resolve(variables)) switch
        {
            ({ } first, { } last) => Math.Min(first, last),
            var (first, last) => first ?? last ?? options.DefaultLimit,
        };
        return Math.Max(0, Math.Min(size, options.MaxLimit ?? double.MaxValue));
    }

    private static Bound? Read(GraphQLField field, string name) =>
        field.Arguments?.FirstOrDefault(argument => argument.Name.StringValue == name)?.Value switch
        {
            GraphQLIntValue literal => new Bound(double.Parse(literal.Value.Span, System.Globalization.CultureInfo.InvariantCulture), null),
            GraphQLVariable variable => new Bound(null, variable.Name.StringValue),
            _ => null,
        };

    internal sealed record Bound(double? Literal, string? Variable)
    {
        public double? Resolve(IReadOnlyDictionary<string, object?> variables) =>
            Literal ?? (variables.GetValueOrDefault(Variable!) is ScalarInput { Value: NumberValue number } ? number.Number : null);
    }
}
