using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>The paging arguments of a connection (reference §6). Their variables stay open, so that one plan serves all pages.</summary>
internal sealed record Paging(InputValue? Skip, CursorArgument? After, InputValue? First, CursorArgument? Before, InputValue? Last, AppOptions Options)
{
    /// <summary>Of the order that the page is of: what its cursors carry. Set when the window is put into a plan.</summary>
    private OrderSignature Signature { get; init; } = new("", []);

    /// <summary>Whether the last rows are wanted of a window whose beginning nothing but a cursor tells.</summary>
    private bool FromEnd => Last is not null && First is null && Before is not { IsKeyset: false };

    /// <summary>Whether the last of the first rows in front of a cursor are wanted: where those begin, only their number tells.</summary>
    private bool HasWindow => Last is not null && First is not null && Before is { IsKeyset: true };

    /// <summary>Whether the window may begin elsewhere than at the first row.</summary>
    private bool MaySkip => Skip is not null || After is { IsKeyset: false } || (Last is not null && !FromEnd && !HasWindow);

    /// <summary>Reads arguments; those that are null count as left out.</summary>
    /// <exception cref="ParseException">102 a text that is no cursor.</exception>
    public static Paging Read(IReadOnlyDictionary<string, InputValue> arguments, InputScope scope, AppOptions options)
    {
        return new Paging(Given("skip"), CursorArgument.Read("After", Given("after"), scope), Given("first"), CursorArgument.Read("Before", Given("before"), scope), Given("last"), options);

        InputValue? Given(string name) => arguments.TryGetValue(name, out var value) && !scope.IsNull(value) ? value : null;
    }

    /// <summary>Puts the window into a plan that has its order.</summary>
    /// <exception cref="ParseException">102 when an argument that is no variable is out of range, or a cursor is of another order.</exception>
    public (ReadPlan Plan, Paging Paging) Apply(ReadPlan plan, InputScope scope)
    {
        // How many rows lie between a place and an offset, nobody knows.
        if (After is { IsKeyset: true } && Before is { IsKeyset: false })
            throw CursorArgument.Invalid(Before.Name);
        var isOpen = new[] { Skip, After?.Input, First, Before?.Input, Last }.Any(input => input is VariableInput);
        var settled = this with { Signature = OrderSignature.Of(plan.Class, plan.Order) };
        var window = settled.Resolve(scope.Variables);
        return (plan with
        {
            FromEnd = FromEnd,
            After = After is { IsKeyset: true } ? After.Place(plan.Class, plan.Order, scope) : null,
            Before = Before is { IsKeyset: true } ? Before.Place(plan.Class, plan.Order, scope) : null,
            Limit = isOpen ? new WindowOperand(settled, w => w.Limit) : Operand.Of(window.Limit),
            Skip = !MaySkip ? null : isOpen ? new WindowOperand(settled, w => w.Skip) : Operand.Of(window.Skip),
            Window = !HasWindow ? null : isOpen ? new WindowOperand(settled, w => w.Size) : Operand.Of(window.Size),
        }, settled);
    }

    /// <summary>The window for a request's variables.</summary>
    /// <exception cref="ParseException">102 negative numbers, bad cursors.</exception>
    public Window Resolve(IReadOnlyDictionary<string, object?> variables)
    {
        var skip = (long)(Number(Skip, "Skip") ?? 0);
        if (Offset(After) is { } after)
            skip += after + 1;
        var first = (long?)Number(First, "First");
        var limit = first;
        if (Offset(Before) is { } before)
            limit = Math.Min(limit ?? long.MaxValue, Math.Max(0, before - skip));
        if (Number(Last, "Last") is { } last)
        {
            last = Math.Min(last, Options.MaxLimit ?? last);
            if (!HasWindow && limit is { } window && last < window)
                skip += window - last;
            limit = Math.Min(limit ?? last, last);
        }

        return new Window(Size(skip, int.MaxValue), Size(limit ?? Options.DefaultLimit, Options.MaxLimit ?? int.MaxValue - 1), Size(first ?? 0, int.MaxValue - 1));

        int Size(long number, int most) => (int)Math.Min(number, most);

        int? Number(InputValue? input, string name) => Value(input) switch
        {
            null => null,
            NumberValue { Number: >= 0 } number => (int)number.Number,
            _ => throw Refusals.InvalidQuery($"{name} should be a positive number"),
        };

        long? Offset(CursorArgument? cursor)
        {
            if (cursor is not { IsKeyset: true })
                return cursor?.Offset(variables);
            cursor.Keyset(Signature, variables);
            return null;
        }

        ParseValue? Value(InputValue? input) => (input switch
        {
            VariableInput variable => variables.GetValueOrDefault(variable.Name),
            _ => input,
        } as ScalarInput)?.Value;
    }
}

/// <summary>Numbers of a page.</summary>
/// <param name="Size">Of the rows whose last ones are wanted, where that is so.</param>
internal readonly record struct Window(int Skip, int Limit, int Size);

/// <summary>A number of a window whose arguments are variables.</summary>
internal sealed record WindowOperand(Paging Paging, Func<Window, int> Part) : Operand
{
    public override OperandKind Kind => OperandKind.Number;

    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) => new NumberValue(Part(Paging.Resolve(variables)));
}
