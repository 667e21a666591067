using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Security;

/// <summary>What the class-level permissions leave open.</summary>
internal static class PermissionChecks
{
    private const int NamedClasses = 10;

    public static SecurityGroup Of(SchemaSnapshot schema)
    {
        var own = schema.Classes.Where(c => !Names.IsSystemClass(c.Name)).ToArray();
        return new("Permissions",
        [
            new(
                "Users are not readable by everybody",
                schema.Find(UserClass.Name) is not { } users || !IsOpen(users, ClassOperation.Find, ClassOperation.Get, ClassOperation.Count),
                "Everybody may list users, or read those whose object id he knows, unless their ACLs are closed.",
                "Restrict 'find', 'get' and 'count' of _User, such as to requiresAuthentication."),
            Closed("Fields are not added by everybody", schema.Classes, "Everybody may add fields to", "Restrict 'addField' to the master key once the app's fields are there.", ClassOperation.AddField),
            Closed("Objects are not changed by everybody", own, "Everybody may change or delete objects that have no ACL of", "Restrict 'update' and 'delete', such as to requiresAuthentication or a role.", ClassOperation.Update, ClassOperation.Delete),
            Closed("Objects are not created by everybody", own, "Everybody may create objects of", "Restrict 'create', such as to requiresAuthentication.", ClassOperation.Create),
            Closed("Objects are not listed by everybody", own, "Everybody may list objects that have no ACL of", "Restrict 'find' and 'count' unless the class is meant for the public.", ClassOperation.Find, ClassOperation.Count),
        ]);
    }

    private static SecurityCheck Closed(string title, IEnumerable<ClassSchema> classes, string warning, string solution, params ClassOperation[] operations)
    {
        string[] open = [.. classes.Where(c => IsOpen(c, operations)).Select(c => c.Name)];
        var named = string.Join(", ", open.Take(NamedClasses));
        return new(title, open.Length == 0, $"{warning}: {named}{(open.Length > NamedClasses ? $" and {open.Length - NamedClasses} more" : "")}.", solution);
    }

    private static bool IsOpen(ClassSchema schema, params ClassOperation[] operations) =>
        operations.Any(operation => schema.Permissions[operation].Subjects.Contains(OperationRule.Everyone));
}
