using Xunit;

namespace BackendInfra.Server.Tests.Article;

/// <summary>Export files of a shop, and what the article's questions have for answers in them.</summary>
public sealed record ShopFiles(string Name, string Folder, IReadOnlyList<(string File, int Rows)> Files, int DearProducts, int UndeliveredOrders)
{
    /// <summary>The article's own export, which lies beside the repository where tests of the project run; elsewhere the test is skipped.</summary>
    public static ShopFiles OfTheArticle => new(
        "article",
        Path.GetFullPath(Repository.PathOf("..", "shared", "fixtures", "shop")),
        [("ProductCategory.json", 5), ("Product.json", 10), ("_Join\uA789categories\uA789Product.json", 12), ("Order.json", 4)],
        DearProducts: 5,
        UndeliveredOrders: 2);

    /// <summary>The sample shop's data, which are the project's own.</summary>
    public static ShopFiles OfTheSample => new(
        "sample",
        Repository.PathOf("schema", "shop", "data"),
        [("ProductCategory.json", 6), ("Product.json", 14), ("_Join\uA789categories\uA789Product.json", 18), ("Order.json", 6)],
        DearProducts: 8,
        UndeliveredOrders: 3);

    public void SkipWhenAbsent() => Assert.SkipUnless(Directory.Exists(Folder), $"The article's export files are not at {Folder}.");
}
