using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>What npm is to install for a release, checked before it runs.</summary>
internal static class LockFile
{
    private const string Name = "package-lock.json", Shrinkwrap = "npm-shrinkwrap.json";

    /// <summary>npm 6 wrote an older one, which does not say enough.</summary>
    private const int OldestVersion = 2;

    /// <summary>Whether a release has npm modules to install.</summary>
    /// <exception cref="ParseException">141: <c>package.json</c> is malformed, there is no usable lock file, or it names packages that do not come from a registry.</exception>
    public static bool Requires(ReleaseBundle bundle)
    {
        if (bundle.Find(ReleaseBundle.PackageFile) is not { } package)
            return false;
        using var json = Parse(package);
        if (!HasAny(json.RootElement, "dependencies") && !HasAny(json.RootElement, "optionalDependencies"))
            return false;
        using var locked = Parse(bundle.Find(Name) ?? bundle.Find(Shrinkwrap) ?? throw Refusal(
            $"{ReleaseBundle.PackageFile} has dependencies, but there is no {Name} that says which versions. Run npm install, and deploy the file that it writes, too."));
        Require(locked.RootElement);
        var root = locked.RootElement.GetProperty("packages").TryGetProperty("", out var own) ? own : default;
        if (!AreSame(json.RootElement, root, "dependencies") || !AreSame(json.RootElement, root, "optionalDependencies"))
            throw Refusal($"{Name} was written for other dependencies than those of {ReleaseBundle.PackageFile}. Run npm install, and deploy the file that it writes.");
        return true;
    }

    private static bool AreSame(JsonElement package, JsonElement locked, string name) => Versions(package, name).SetEquals(Versions(locked, name));

    private static HashSet<(string, string)> Versions(JsonElement package, string name) => HasAny(package, name)
        ? [.. package.GetProperty(name).EnumerateObject().Select(dependency => (dependency.Name, dependency.Value.ToString()))]
        : [];

    /// <remarks>
    /// Packages of git repositories and of local folders would make npm run their scripts, or link to elsewhere on this machine.
    /// </remarks>
    private static void Require(JsonElement root)
    {
        if (!root.TryGetProperty("lockfileVersion", out var version) || version.ValueKind != JsonValueKind.Number || version.GetDouble() < OldestVersion
            || !root.TryGetProperty("packages", out var packages) || packages.ValueKind != JsonValueKind.Object)
        {
            throw Refusal($"{Name} is of an old form. Run npm install with npm 7 or later, and deploy the file that it writes.");
        }

        foreach (var package in packages.EnumerateObject().Where(package => package.Name.Length > 0))
        {
            var isLink = package.Value.TryGetProperty("link", out var link) && link.ValueKind == JsonValueKind.True;
            var source = package.Value.TryGetProperty("resolved", out var resolved) ? resolved.ToString() : null;
            if (isLink || !package.Name.StartsWith("node_modules/", StringComparison.Ordinal) || package.Name.Split('/').Contains("..")
                || (source is not null && !source.StartsWith("https://", StringComparison.Ordinal) && !source.StartsWith("http://", StringComparison.Ordinal)))
            {
                throw Refusal($"{Excerpt.Of(package.Name)} in {Name} does not come from a registry. Only packages of registries can be installed.");
            }
        }
    }

    private static bool HasAny(JsonElement package, string name) =>
        package.ValueKind == JsonValueKind.Object && package.TryGetProperty(name, out var dependencies) && dependencies.ValueKind == JsonValueKind.Object && dependencies.EnumerateObject().Any();

    private static JsonDocument Parse(BundleFile file)
    {
        try
        {
            var document = JsonDocument.Parse(file.Content);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw Refusal($"{file.Path} is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ParseException(ErrorCode.ScriptFailed, $"{file.Path} is no JSON: line {exception.LineNumber + 1}.", exception);
        }
    }

    private static ParseException Refusal(string message) => new(ErrorCode.ScriptFailed, message);
}
