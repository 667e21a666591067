using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>The paging arguments of a connection (reference §6). Their variables stay open, so that one plan serves all pages.</summary>
internal sealed record Paging(InputValue? Skip, InputValue? After, InputValue? First, InputValue? Before, InputValue? Last, AppOptions Options)
{
    private const string CursorPrefix = "arrayconnection:";

    /// <summary>Whether the last rows of all are wanted, with nothing that says where the page ends.</summary>
    public bool FromEnd => Last is not null && First is null && Before is null;

    /// <summary>Whether the window may begin elsewhere than at the first row.</summary>
    public bool MaySkip => Skip is not null || After is not null || (Last is not null && !FromEnd);

    public static string Cursor(long offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{CursorPrefix}{offset}"));

    /// <summary>Reads arguments; those that are null count as left out.</summary>
    public static Paging Read(IReadOnlyDictionary<string, InputValue> arguments, InputScope scope, AppOptions options)
    {
        return new Paging(Given("skip"), Given("after"), Given("first"), Given("before"), Given("last"), options);

        InputValue? Given(string name) => arguments.TryGetValue(name, out var value) && !scope.IsNull(value) ? value : null;
    }

    /// <summary>Puts the window into a plan.</summary>
    /// <exception cref="ParseException">102 when an argument that is no variable is out of range.</exception>
    public ReadPlan Apply(ReadPlan plan, InputScope scope)
    {
        var isOpen = new[] { Skip, After, First, Before, Last }.Any(input => input is VariableInput);
        var window = Resolve(scope.Variables);
        return plan with
        {
            FromEnd = FromEnd,
            Limit = isOpen ? new WindowOperand(this, IsSkip: false) : Operand.Of(window.Limit),
            Skip = FromEnd || !MaySkip ? null : isOpen ? new WindowOperand(this, IsSkip: true) : Operand.Of(window.Skip),
        };
    }

    /// <summary>The window for a request's variables.</summary>
    /// <exception cref="ParseException">102 negative numbers, bad cursors.</exception>
    public (int Skip, int Limit) Resolve(IReadOnlyDictionary<string, object?> variables)
    {
        var skip = (long)(Number(Skip, "Skip") ?? 0);
        if (Offset(After, "After") is { } after)
            skip += after + 1;
        var limit = (long?)Number(First, "First");
        if (Offset(Before, "Before") is { } before)
            limit = Math.Min(limit ?? long.MaxValue, Math.Max(0, before - skip));
        if (Number(Last, "Last") is { } last)
        {
            last = Math.Min(last, Options.MaxLimit ?? last);
            if (limit is { } window && last < window)
                skip += window - last;
            limit = Math.Min(limit ?? last, last);
        }

        var size = Math.Min(limit ?? Options.DefaultLimit, Options.MaxLimit ?? int.MaxValue - 1);
        return ((int)Math.Min(skip, int.MaxValue), (int)Math.Min(size, int.MaxValue - 1));

        int? Number(InputValue? input, string name) => Value(input) switch
        {
            null => null,
            NumberValue { Number: >= 0 } number => (int)number.Number,
            _ => throw Refusals.InvalidQuery($"{name} should be a positive number"),
        };

        long? Offset(InputValue? input, string name) => Value(input) switch
        {
            null => null,
            StringValue { Text: var cursor } when OffsetOf(cursor) is { } offset => offset,
            _ => throw Refusals.InvalidQuery($"{name} is not a valid cursor"),
        };

        ParseValue? Value(InputValue? input) => (input switch
        {
            VariableInput variable => variables.GetValueOrDefault(variable.Name),
            _ => input,
        } as ScalarInput)?.Value;
    }

    private static int? OffsetOf(string cursor)
    {
        if (cursor.Length > 60 || !System.Buffers.Text.Base64.IsValid(cursor.AsSpan()))
            return null;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(cursor));
        return text.StartsWith(CursorPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(CursorPrefix.Length), System.Globalization.NumberStyles.None, null, out var offset)
            ? offset
            : null;
    }
}

/// <summary>One end of a window whose arguments are variables.</summary>
internal sealed record WindowOperand(Paging Paging, bool IsSkip) : Operand
{
    public override OperandKind Kind => OperandKind.Number;

    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables)
    {
        var (skip, limit) = Paging.Resolve(variables);
        return new NumberValue(IsSkip ? skip : limit);
    }
}
