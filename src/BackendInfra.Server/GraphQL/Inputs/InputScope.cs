using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>The variables of one request, and which of them a plan has looked at.</summary>
/// <param name="variables">Coerced, defaults included; what was not given and has no default is absent.</param>
internal sealed class InputScope(IReadOnlyDictionary<string, object?> variables)
{
    private readonly HashSet<string> _structural = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<object?, string>> _shapes = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> Variables => variables;

    /// <summary>Variables whose value has shaped the plan: another value needs another plan.</summary>
    public IReadOnlySet<string> Structural => _structural;

    /// <summary>Variables of which only one trait has shaped the plan, such as the kind of a cursor, and what gives that trait.</summary>
    public IReadOnlyDictionary<string, Func<object?, string>> Shapes => _shapes;

    /// <summary>The value itself, variables replaced; null when it was not given.</summary>
    public InputValue? Settle(InputValue? input) => input switch
    {
        VariableInput variable => Read(variable.Name),
        OpenScalarInput open => new ScalarInput(open.Build(this)),
        _ => input,
    };

    /// <summary>As <see cref="Settle"/>, with null for a null.</summary>
    public InputValue? SettleOrNull(InputValue? input) => Settle(input) is { } value and not NullInput ? value : null;

    /// <summary>A variable's value, which the plan then depends on.</summary>
    public InputValue? Read(string name)
    {
        _structural.Add(name);
        return Peek(name);
    }

    /// <summary>A variable's value, of which the plan then depends on no more than its shape.</summary>
    public InputValue? Read(string name, Func<object?, string> shape)
    {
        _shapes[name] = shape;
        return Peek(name);
    }

    /// <summary>A variable's value; the plan may depend on whether it is there and is null, and on nothing else.</summary>
    public InputValue? Peek(string name) => (InputValue?)variables.GetValueOrDefault(name);

    /// <summary>Members of an input object by name, without those that were not given.</summary>
    public IEnumerable<(string Name, InputValue Value)> Members(InputValue? input)
    {
        if (Settle(input) is not ObjectInput { Members: var members })
            yield break;
        foreach (var (name, value) in members)
        {
            if (value is VariableInput variable && Peek(variable.Name) is null)
                continue;
            yield return (name, value);
        }
    }

    public InputValue? Member(InputValue? input, string name)
    {
        foreach (var (key, value) in Members(input))
        {
            if (key == name)
                return value;
        }

        return null;
    }

    /// <summary>The items of a list. A variable that is not given counts as null in it, as GraphQL says.</summary>
    public IEnumerable<InputValue> Items(InputValue? input) => Settle(input) switch
    {
        null or NullInput => [],
        ListInput list => list.Items,
        var single => [single],
    };

    /// <summary>Whether an input is null, or a variable that is.</summary>
    public bool IsNull(InputValue input) => input is NullInput || (input is VariableInput variable && Peek(variable.Name) is null or NullInput);

    public string? Text(InputValue? input) => SettleOrNull(input) is ScalarInput { Value: StringValue text } ? text.Text : null;

    public bool? Flag(InputValue? input) => SettleOrNull(input) is ScalarInput { Value: BooleanValue flag } ? flag.Flag : null;

    public ParseValue? Scalar(InputValue? input) => SettleOrNull(input) is ScalarInput scalar ? scalar.Value : null;
}
