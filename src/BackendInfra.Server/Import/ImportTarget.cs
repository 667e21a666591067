using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>What a file's rows are: objects of a class, or, with <paramref name="Relation"/>, members of one of its relations, or class definitions.</summary>
internal sealed record ImportTarget(string ClassName, string? Relation = null)
{
    /// <summary>Where Parse keeps its class definitions.</summary>
    public const string Definitions = "_SCHEMA";

    private const string JoinPrefix = "_Join";

    /// <summary>U+A789, a colon that file systems allow; Parse's exports write it.</summary>
    private const char FileColon = '\uA789';

    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl"];

    public bool IsDefinitions => ClassName == Definitions;

    /// <summary>The place in an order in which nothing needs what comes later: definitions, objects, members.</summary>
    public int Order => IsDefinitions ? 0 : Relation is null ? 1 : 2;

    /// <summary>The target's name, as Parse writes it: <c>Product</c>, <c>_Join:categories:Product</c>.</summary>
    public override string ToString() => Relation is null ? ClassName : $"{JoinPrefix}:{Relation}:{ClassName}";

    /// <summary>The name of the file that holds it.</summary>
    public string FileName => ToString().Replace(':', FileColon) + Extensions[0];

    /// <summary>Whether a file of this name may hold rows at all.</summary>
    public static bool IsFile(string fileName) => Extensions.Any(extension => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a class's objects move at all: not those in which a server keeps its own state.</summary>
    public static bool IsImported(string className) =>
        !Names.IsSystemClass(className) || className is UserClass.Name or RoleClass.Name or SessionClass.Name or InstallationClass.Name;

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
            [Definitions] => new ImportTarget(Definitions),
            [JoinPrefix, var relation, var owner] => new ImportTarget(RequireClass(owner, fileName), Names.RequireField(relation)),
            [var className] => new ImportTarget(RequireClass(className, fileName)),
            _ => throw Unknown(fileName),
        };
    }

    private static string RequireClass(string name, string fileName)
    {
        if (!IsImported(name))
            throw new ParseException(ErrorCode.InvalidClassName, $"{name} belongs to the server that it comes from, and is not imported.");

        return Names.IsClass(name) ? name : throw Unknown(fileName);
    }

    private static ParseException Unknown(string fileName) => new(
        ErrorCode.InvalidClassName,
        $"'{Excerpt.Of(fileName)}' names no class. A file is called after its class, such as Product.json, or after a relation and its class, such as _Join:categories:Product.json.");
}
