using Microsoft.EntityFrameworkCore.Design;

namespace BackendInfra.Postgres.Catalog;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; it connects to nothing.</summary>
internal sealed class CatalogDesignTimeFactory : IDesignTimeDbContextFactory<CatalogDbContext>
{
    public CatalogDbContext CreateDbContext(string[] args) => new(CatalogDbContext.Options("Host=localhost"));
}
