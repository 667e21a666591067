using System.Collections.Frozen;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Triggers;

/// <summary>Triggers as clients write them, and the classes that can have them (reference §9).</summary>
public static class TriggerNames
{
    /// <summary>Stands for files where triggers name a class.</summary>
    public const string Files = "@File";

    /// <summary>Stands for the config where triggers name a class.</summary>
    public const string Config = "@Config";

    private const TriggerKinds OfFiles = TriggerKinds.BeforeSave | TriggerKinds.AfterSave | TriggerKinds.BeforeDelete | TriggerKinds.AfterDelete | TriggerKinds.Find;
    private const TriggerKinds OfConfig = TriggerKinds.BeforeSave | TriggerKinds.AfterSave;
    private const TriggerKinds OfUsers = TriggerKinds.BeforeLogin | TriggerKinds.AfterLogin | TriggerKinds.BeforePasswordResetRequest;

    private static readonly FrozenDictionary<string, TriggerKinds> Kinds = Enum.GetValues<TriggerKinds>()
        .Where(kind => int.IsPow2((int)kind))
        .ToFrozenDictionary(Of, kind => kind, StringComparer.Ordinal);

    /// <summary>The name of one kind, such as <c>beforeSave</c>.</summary>
    public static string Of(TriggerKinds kind) => kind.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    /// <summary>Several kinds, each for itself.</summary>
    public static IEnumerable<TriggerKinds> Each(TriggerKinds kinds) =>
        Enum.GetValues<TriggerKinds>().Where(kind => int.IsPow2((int)kind) && kinds.HasFlag(kind));

    public static bool TryParse(string name, out TriggerKinds kind) => Kinds.TryGetValue(name, out kind);

    /// <summary>Why the app's own code cannot have a trigger for a class, for files or for the config; null when it can.</summary>
    public static string? RefusalOfCode(string className, TriggerKinds kind) => className switch
    {
        Files => (kind & OfFiles) != 0 ? null : $"Files have no {Of(kind)} trigger.",
        Config => (kind & OfConfig) != 0 ? null : $"The config has no {Of(kind)} trigger.",
        _ => Refusal(className, kind),
    };

    /// <summary>Why a class cannot have a trigger; null when it can.</summary>
    public static string? Refusal(string className, TriggerKinds kind)
    {
        if (!Names.IsClass(className))
            return "Triggers need the name of a class.";
        if (kind == TriggerKinds.AfterLogout)
            return className == SessionClass.Name ? null : "Only the _Session class is allowed for the afterLogout trigger.";
        if (className == SessionClass.Name)
            return "Triggers are not supported for _Session class, other than afterLogout.";
        if ((kind & OfUsers) != 0 && className != UserClass.Name)
            return "Only the _User class is allowed for login triggers.";
        if (className == "_PushStatus" && kind != TriggerKinds.AfterSave)
            return "Only afterSave is allowed on _PushStatus";
        return SystemClasses.IsMasterOnly(className) && className != "_PushStatus" ? $"Triggers are not supported for the class {className}." : null;
    }
}
