using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary><c>after</c> or <c>before</c>. A plan is made for the shape of its cursor and serves all cursors of that shape.</summary>
/// <param name="Name">As errors call it.</param>
/// <param name="IsKeyset">Whether the cursor holds values of the order's keys, not an offset.</param>
internal sealed record CursorArgument(string Name, InputValue Input, bool IsKeyset)
{
    /// <exception cref="ParseException">102 a text that is no cursor.</exception>
    public static CursorArgument? Read(string name, InputValue? input, InputScope scope)
    {
        if (input is null)
            return null;
        var value = input is VariableInput variable ? scope.Read(variable.Name, Cursor.ShapeOf) : input;
        return new CursorArgument(name, input, (Cursor.Read(value) ?? throw Invalid(name)) is KeysetCursor);
    }

    /// <exception cref="ParseException">102 a text that is no cursor.</exception>
    public int Offset(IReadOnlyDictionary<string, object?> variables) => ((OffsetCursor)Resolve(variables)).Offset;

    /// <summary>The place in an order.</summary>
    /// <exception cref="ParseException">102 a cursor that was made under another order.</exception>
    public RowPlace Place(ClassSchema schema, ImmutableArray<SortKey> order, InputScope scope)
    {
        var (keys, signature) = (SortOrder.Complete(order), OrderSignature.Of(schema, order));
        var cursor = Keyset(signature, scope.Variables);
        if (cursor.Values.Length != keys.Length)
            throw Invalid(Name);
        return new RowPlace([.. keys.Select((key, i) => Fits(key, cursor.Values[i]) ? cursor.Values[i] is NullValue ? null : new CursorOperand(this, signature, i, IsDate(key)) : throw Invalid(Name))]);
    }

    /// <exception cref="ParseException">102 a cursor that was made under another order.</exception>
    public KeysetCursor Keyset(OrderSignature signature, IReadOnlyDictionary<string, object?> variables) =>
        Resolve(variables) is KeysetCursor cursor && ((StringValue)signature.Resolve(variables)).Text == cursor.Signature ? cursor : throw Invalid(Name);

    public static ParseException Invalid(string name) => Refusals.InvalidQuery($"{name} is not a valid cursor");

    private Cursor Resolve(IReadOnlyDictionary<string, object?> variables) =>
        Cursor.Read(Input is VariableInput variable ? (InputValue?)variables.GetValueOrDefault(variable.Name) : Input) ?? throw Invalid(Name);

    private static bool IsDate(SortKey key) => !key.CountsMembers && key is { DistanceFrom: null, ScoreOf: null, Path: { IsNested: false, Field.Type: FieldType.Date } };

    /// <summary>Whether a cursor's value can be one of a key: a forged one must not fail in the database.</summary>
    private static bool Fits(SortKey key, ParseValue value) => value switch
    {
        NullValue => key.ScoreOf is null && (key.Via.IsEmpty ? !key.Path.Field!.IsSystem : key.Via.Length > 1 || !key.CountsMembers),
        _ when key.DistanceFrom is not null || key.ScoreOf is not null || key.CountsMembers => value is NumberValue,
        _ when key.Path.IsNested => true,
        _ => key.Path.Field!.Type switch
        {
            FieldType.Number => value is NumberValue,
            FieldType.Boolean => value is BooleanValue,
            FieldType.String or FieldType.Date or FieldType.Pointer or FieldType.Bytes or FieldType.File => value is StringValue,
            _ => true,
        },
    };
}

/// <summary>One value of a cursor.</summary>
internal sealed record CursorOperand(CursorArgument Argument, OrderSignature Signature, int Index, bool IsDate) : Operand
{
    public override OperandKind Kind => OperandKind.Json;

    /// <exception cref="ParseException">102 a cursor that was made under another order, or by nobody.</exception>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables)
    {
        var value = Argument.Keyset(Signature, variables).Values[Index];
        return !IsDate || IsoDate.IsNormal(((StringValue)value).Text) ? value : throw CursorArgument.Invalid(Argument.Name);
    }
}
