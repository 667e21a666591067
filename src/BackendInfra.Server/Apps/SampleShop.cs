using System.Reflection;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Import;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Schemas;

namespace BackendInfra.Server.Apps;

/// <summary>The shop that a new server has for trying things out. Its classes and data are <c>schema/shop</c>, inside the program.</summary>
internal sealed class SampleShop(IAppStore apps, ISchemaRegistry registry, IObjectStore store, Importer importer)
{
    /// <summary>Its name, and its application id.</summary>
    public const string Name = "shop";

    private const string Classes = "shop/classes/", Data = "shop/data/";

    private static readonly Assembly Resources = typeof(SampleShop).Assembly;

    /// <summary>Makes the shop when the server has no app, and completes one whose making was interrupted.</summary>
    /// <returns>The shop; null on a server whose owner has done without.</returns>
    public async Task<App?> EnsureAsync(CancellationToken cancellationToken)
    {
        var known = await apps.ListAsync(cancellationToken);
        var shop = known.Count == 0 ? await CreateAsync(cancellationToken) : known.FirstOrDefault(app => app.Id == Name);

        if (shop is not null && IsUntouched(await registry.GetAsync(shop, cancellationToken)))
            await FillAsync(shop, cancellationToken);
        return shop;
    }

    /// <summary>Version 1 came with the app itself: nobody has ever given it a class. A shop that its owner has emptied stays empty.</summary>
    private static bool IsUntouched(SchemaSnapshot snapshot) =>
        snapshot.Version <= 1 && snapshot.Classes.All(schema => Names.IsSystemClass(schema.Name));

    private async Task<App?> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await apps.CreateAsync(Name, new AppOptions { GraphQLPublicIntrospection = true }, cancellationToken, Name);
        }
        catch (ParseException exception) when (exception.Code == ErrorCode.DuplicateValue)
        {
            // Another server that starts at the same time was quicker.
            return await apps.FindByNameAsync(Name, cancellationToken);
        }
    }

    /// <summary>Classes and rows in one transaction, so that there is all of it or nothing.</summary>
    private Task<bool> FillAsync(App shop, CancellationToken cancellationToken) =>
        store.InTransactionAsync(
            shop,
            async transaction =>
            {
                var isMine = false;
                await transaction.ChangeSchemaAsync(
                    snapshot =>
                    {
                        isMine = IsUntouched(snapshot);
                        return isMine ? Definitions().Aggregate(snapshot, (current, edit) => SchemaEditor.Create(current, edit, shop.Options)) : snapshot;
                    },
                    cancellationToken);
                if (!isMine)
                    return false;

                foreach (var source in Files().OrderBy(file => ImportTarget.FromFileName(file.Name).Order))
                    await importer.ImportAsync(transaction, shop, source, new ImportOptions(), null, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>The class definitions, in the form of the schema API.</summary>
    internal static IEnumerable<ClassEdit> Definitions()
    {
        foreach (var resource in Named(Classes))
        {
            using var stream = Open(resource);
            using var document = System.Text.Json.JsonDocument.Parse(stream, ParseJson.DocumentOptions);
            var name = document.RootElement.GetProperty("className").GetString()!;
            yield return SchemaJsonReader.Read(name, new RestBody(document.RootElement));
        }
    }

    /// <summary>The data files.</summary>
    internal static IEnumerable<ImportSource> Files() =>
        Named(Data).Select(resource => new ImportSource(resource[Data.Length..], null, () => Open(resource)));

    private static IEnumerable<string> Named(string prefix) =>
        Resources.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static Stream Open(string resource) => Resources.GetManifestResourceStream(resource)!;
}
