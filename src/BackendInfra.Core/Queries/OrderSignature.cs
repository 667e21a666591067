using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>Tells one order from another, so that a cursor of another order is noticed. A hash: cursors stay short.</summary>
/// <param name="Keys">The keys in their order.</param>
/// <param name="Operands">What the keys compute with: places and search terms.</param>
public sealed record OrderSignature(string Keys, ImmutableArray<Operand> Operands) : Operand
{
    private readonly StringValue? _constant = Operands.IsEmpty ? Hash(Keys) : null;

    public override OperandKind Kind => OperandKind.String;

    public static OrderSignature Of(ClassSchema schema, ImmutableArray<SortKey> order)
    {
        var keys = SortOrder.Complete(order);
        return new OrderSignature(
            $"{schema.Name} {string.Join(' ', keys.Select(Text))}",
            [.. keys.Select(key => key.DistanceFrom ?? key.ScoreOf?.Term).OfType<Operand>()]);
    }

    /// <summary>Eight hexadecimal digits.</summary>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) =>
        _constant ?? Hash($"{Keys} {string.Join(' ', Operands.Select(operand => ParseJsonText.Wire(operand.Resolve(variables))))}");

    public bool Equals(OrderSignature? other) => other is not null && Keys == other.Keys && Operands.SequenceEqual(other.Operands);

    public override int GetHashCode() => HashCode.Combine(Keys, Operands.Length);

    private static string Text(SortKey key)
    {
        var what = key switch
        {
            { ScoreOf: not null } => "score",
            { DistanceFrom: not null } => $"distance {key.Path}",
            { CountsMembers: true } => "count",
            _ => key.Path.ToString(),
        };
        return $"{(key.Descending ? '-' : '+')}{string.Concat(key.Via.Select(step => $"{step.Field.Name}."))}{what}";
    }

    private static StringValue Hash(string text) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4)));
}
