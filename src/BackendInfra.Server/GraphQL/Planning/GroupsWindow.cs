using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>One end of a page of groups. Their number is limited, since a page of them is one text.</summary>
internal sealed record GroupsWindow(Paging Paging, bool IsSkip, int Max) : Operand
{
    public override OperandKind Kind => OperandKind.Number;

    /// <exception cref="ParseException">102 negative numbers, too many groups.</exception>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables)
    {
        var window = Paging.Resolve(variables);
        return IsSkip ? new NumberValue(window.Skip)
            : window.Limit <= Max ? new NumberValue(window.Limit)
            : throw Refusals.InvalidQuery($"First may ask for at most {Max} groups.");
    }
}
