using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>Tells one order from another, so that a cursor of another order is noticed. A hash: cursors stay short.</summary>
public sealed record OrderSignature(string Keys) : Operand
{
    public override OperandKind Kind => OperandKind.String;

    public static OrderSignature Of(ClassSchema schema, ImmutableArray<SortKey> order) =>
        new($"{schema.Name} {string.Join(' ', SortOrder.Complete(order).Select(key => $"{(key.Descending ? '-' : '+')}{key.Path}"))}");

    /// <summary>Eight hexadecimal digits.</summary>
    public override ParseValue Resolve(IReadOnlyDictionary<string, object?> variables) =>
        new StringValue(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Keys)).AsSpan(0, 4)));
}
