using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>What a file's rows are: objects of a class, or, with <paramref name="Relation"/>, members of one of its relations.</summary>
internal sealed record ImportTarget(string ClassName, string? Relation = null)
{
    private const string JoinPrefix = "_Join";

    /// <summary>U+A789, a colon that file systems allow; Parse's exports write it.</summary>
    private const char FileColon = '\uA789';

    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl"];

    /// <summary>The target's name, as Parse writes it: <c>Product</c>, <c>_Join:categories:Product</c>.</summary>
    public override string ToString() => Relation is null ? ClassName : $"{JoinPrefix}:{Relation}:{ClassName}";

    /// <summary>The name of the file that holds it.</summary>
    public string FileName => ToString().Replace(':', FileColon) + Extensions[0];

    /// <summary>Reads a file's name: <c>Product.json</c>, <c>_Join꞉categories꞉Product.json</c>, <c>_Join:categories:Product</c>.</summary>
    /// <exception cref="ParseException">103 when it names no class that can be imported, 105 no relation.</exception>
    public static ImportTarget FromFileName(string fileName)
    {
        var name = fileName;
        foreach (var extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                name = name[..^extension.Length];
                break;
            }
        }

        var parts = name.Replace(FileColon, ':').Split(':');
        return parts switch
        {
            [JoinPrefix, var relation, var owner] => new ImportTarget(RequireClass(owner, fileName), Names.RequireField(relation)),
            [var className] => new ImportTarget(RequireClass(className, fileName)),
            _ => throw Unknown(fileName),
        };
    }

    private static string RequireClass(string name, string fileName)
    {
        if (Names.IsSystemClass(name) || name == "_SCHEMA")
        {
            throw new ParseException(
                ErrorCode.InvalidClassName,
                $"{name} is a class of the system. Only an app's own classes and their relations can be imported.");
        }

        return Names.IsIdentifier(name) ? name : throw Unknown(fileName);
    }

    private static ParseException Unknown(string fileName) => new(
        ErrorCode.InvalidClassName,
        $"'{Excerpt.Of(fileName)}' names no class. A file is called after its class, such as Product.json, or after a relation and its class, such as _Join:categories:Product.json.");
}
