using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>What a function gives, as the values that the engine takes for a type.</summary>
internal static class CustomValue
{
    /// <param name="at">The field, for the refusal.</param>
    /// <exception cref="ParseException">141 a value that the type does not have.</exception>
    public static object? Of(IGraphType type, JsonElement json, string at) => (type, json.ValueKind) switch
    {
        (NonNullGraphType of, _) => Of(of.ResolvedType!, json, at),
        (_, JsonValueKind.Null or JsonValueKind.Undefined) => null,
        (ListGraphType of, JsonValueKind.Array) => json.EnumerateArray().Select(item => Of(of.ResolvedType!, item, at)).ToArray(),
        (ListGraphType, _) => throw Mismatch(type, at),
        (ClassObjectType of, JsonValueKind.Object) when !json.TryGetProperty("className", out var name) || !name.ValueEquals(of.Types.Class.Name) => throw Mismatch(type, at),
        (ObjectGraphType, JsonValueKind.Object) => json,
        (ObjectGraphType, _) => throw Mismatch(type, at),
        (StringGraphType or IdGraphType or EnumerationGraphType, JsonValueKind.String) => json.GetString(),
        (FloatGraphType, JsonValueKind.Number) => json.GetDouble(),
        (IntGraphType, JsonValueKind.Number) when json.TryGetInt32(out var number) => number,
        (BooleanGraphType, JsonValueKind.True or JsonValueKind.False) => json.GetBoolean(),
        (StringGraphType or IdGraphType or EnumerationGraphType or FloatGraphType or IntGraphType or BooleanGraphType, _) => throw Mismatch(type, at),

        // A date, or bytes, as objects of the SDKs have them.
        (_, JsonValueKind.Object) when type.Name == "Date" && json.TryGetProperty("iso", out var iso) => iso,
        (_, JsonValueKind.Object) when type.Name == "Bytes" && json.TryGetProperty("base64", out var base64) => base64,
        _ => json,
    };

    /// <summary>A member of an object that a function gave.</summary>
    public static object? Member(IGraphType type, object? source, string name) =>
        source is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) ? Of(type, value, name) : null;

    private static ParseException Mismatch(IGraphType type, string at) =>
        new(ErrorCode.ScriptFailed, $"The function gave no {type} for {at}.");
}
