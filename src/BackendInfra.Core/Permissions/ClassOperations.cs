using System.Collections.Immutable;

namespace BackendInfra.Core.Permissions;

/// <summary>Operations by the names that Parse's CLP documents use.</summary>
public static class ClassOperations
{
    public static readonly ImmutableArray<ClassOperation> All = [.. Enum.GetValues<ClassOperation>()];

    public static string Name(ClassOperation operation) => operation switch
    {
        ClassOperation.Find => "find",
        ClassOperation.Count => "count",
        ClassOperation.Get => "get",
        ClassOperation.Create => "create",
        ClassOperation.Update => "update",
        ClassOperation.Delete => "delete",
        _ => "addField",
    };

    public static bool IsRead(ClassOperation operation) => operation is ClassOperation.Find or ClassOperation.Count or ClassOperation.Get;

    public static ClassOperation? Find(string name)
    {
        foreach (var operation in All)
        {
            if (Name(operation) == name)
                return operation;
        }

        return null;
    }
}
