using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Schemas;

namespace BackendInfra.Server.Schemas;

/// <summary>An app's classes as a folder such as <c>schema/shop</c>: <c>classes/Product.json</c>, one file per class, and <c>schema.graphql</c>.</summary>
internal static class SchemaFiles
{
    private const string Classes = "classes", Sdl = "schema.graphql";

    private static readonly JsonWriterOptions s_indented = ParseJsonText.WriterOptions with { Indented = true, NewLine = "\n" };

    /// <summary>The classes that have a definition: the app's own, and those of the system that the app has changed.</summary>
    public static IEnumerable<ClassSchema> Defined(SchemaSnapshot snapshot) =>
        snapshot.Classes.Where(schema => !Names.IsSystemClass(schema.Name) || IsChanged(schema));

    /// <summary>Reads the definitions of a folder, or of the <c>classes</c> in it.</summary>
    /// <exception cref="InvalidDataException">A file is no definition of the class that it is named after; or there is none.</exception>
    public static SchemaDefinition Read(string folder) => new([.. Files(folder).Select(path => ReadFile(path).Class)]);

    /// <summary>As <see cref="Read(string)"/>, the definitions as their files hold them.</summary>
    public static IEnumerable<byte[]> ReadTexts(string folder) => Files(folder).Select(path => ReadFile(path).Text);

    /// <summary>Writes a folder, and deletes the files of classes that are no more. Equal classes give equal bytes.</summary>
    /// <returns>What was written, and what deleted.</returns>
    public static IEnumerable<(string Path, bool IsDeleted)> Write(string folder, IReadOnlyList<(string Name, string Json)> classes, string sdl)
    {
        var within = Directory.CreateDirectory(Path.Combine(folder, Classes)).FullName;
        foreach (var stale in Directory.EnumerateFiles(within, "*.json").Where(file => classes.All(of => of.Name != Path.GetFileNameWithoutExtension(file))).Order(StringComparer.Ordinal))
        {
            File.Delete(stale);
            yield return (Path.Combine(folder, Classes, Path.GetFileName(stale)), true);
        }

        foreach (var (name, json) in classes)
        {
            File.WriteAllText(Path.Combine(within, $"{name}.json"), json);
            yield return (Path.Combine(folder, Classes, $"{name}.json"), false);
        }

        File.WriteAllText(Path.Combine(folder, Sdl), sdl);
        yield return (Path.Combine(folder, Sdl), false);
    }

    /// <summary>A definition as its file holds it.</summary>
    public static string Text(ClassSchema schema)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_indented))
            SchemaJsonWriter.WriteDefinition(json, schema);
        buffer.Write("\n"u8);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>One definition, in the form of the schema API.</summary>
    /// <exception cref="ParseException">103 without a class name, and what <see cref="SchemaJsonReader"/> refuses.</exception>
    public static ClassEdit Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("className", out var name) || name.ValueKind != JsonValueKind.String)
            throw Refusals.InvalidJson("A class definition is an object with a className.");
        return SchemaJsonReader.Read(Names.RequireClass(ParseJson.ReadText(name)), new RestBody(json));
    }

    private static string[] Files(string folder)
    {
        var within = Path.Combine(folder, Classes);
        var path = Directory.Exists(within) ? within : folder;
        if (!Directory.Exists(path))
            throw new InvalidDataException($"There is no folder {path}.");
        string[] files = [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InvalidDataException($"There are no class definitions (Product.json, …) in {path}.");
    }

    private static (ClassEdit Class, byte[] Text) ReadFile(string path)
    {
        try
        {
            var text = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(text, ParseJson.DocumentOptions);
            var edit = Read(document.RootElement);
            return edit.ClassName == Path.GetFileNameWithoutExtension(path)
                ? (edit, text)
                : throw new InvalidDataException($"it defines the class {edit.ClassName}, after which it must be called.");
        }
        catch (Exception exception) when (exception is JsonException or ParseException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    private static bool IsChanged(ClassSchema schema) =>
        SystemClasses.All.FirstOrDefault(known => known.Name == schema.Name) is { } original
        && (schema.CustomFields.Any(field => !SystemClasses.Owns(schema.Name, field.Name)) || !schema.Indexes.IsEmpty || Text(schema.Permissions) != Text(original.Permissions));

    private static string Text(ClassLevelPermissions permissions) => ParseJsonText.Text(json => ClassLevelPermissionsJson.Write(json, permissions));
}
