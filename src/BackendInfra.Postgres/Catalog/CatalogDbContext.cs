using Microsoft.EntityFrameworkCore;

namespace BackendInfra.Postgres.Catalog;

/// <summary>What the platform knows about its apps, in a PostgreSQL schema of its own.</summary>
internal sealed class CatalogDbContext(DbContextOptions<CatalogDbContext> options) : DbContext(options)
{
    public const string Schema = "backendinfra";

    public DbSet<AppRow> Apps => Set<AppRow>();

    public DbSet<ClassRow> Classes => Set<ClassRow>();

    public DbSet<ReleaseRow> Releases => Set<ReleaseRow>();

    public static DbContextOptions<CatalogDbContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<CatalogDbContext>().UseNpgsql(connectionString, History).Options;

    public static DbContextOptions<CatalogDbContext> Options(System.Data.Common.DbConnection connection) =>
        new DbContextOptionsBuilder<CatalogDbContext>().UseNpgsql(connection, History).Options;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<AppRow>(app =>
        {
            app.ToTable("apps");
            app.HasKey(a => a.Id);
            app.Property(a => a.Id).HasColumnName("id");
            app.Property(a => a.Name).HasColumnName("name");
            app.Property(a => a.DatabaseSchema).HasColumnName("database_schema");
            app.Property(a => a.Keys).HasColumnName("keys").HasColumnType("jsonb");
            app.Property(a => a.Options).HasColumnName("options").HasColumnType("jsonb");
            app.Property(a => a.Webhooks).HasColumnName("webhooks").HasColumnType("jsonb").HasDefaultValueSql("'[]'");
            app.Property(a => a.GraphQLConfig).HasColumnName("graphql_config").HasColumnType("jsonb").HasDefaultValueSql("'{}'");
            app.Property(a => a.CloudRelease).HasColumnName("cloud_release");
            app.Property(a => a.CloudDefinitions).HasColumnName("cloud_definitions").HasColumnType("jsonb");
            app.Property(a => a.SchemaVersion).HasColumnName("schema_version");
            app.Property(a => a.CreatedAt).HasColumnName("created_at");
            app.HasIndex(a => a.Name).IsUnique().HasDatabaseName("apps_name_key");
            app.HasIndex(a => a.DatabaseSchema).IsUnique().HasDatabaseName("apps_database_schema_key");
        });
        modelBuilder.Entity<ClassRow>(@class =>
        {
            @class.ToTable("classes");
            @class.HasKey(c => new { c.AppId, c.Name });
            @class.Property(c => c.AppId).HasColumnName("app_id");
            @class.Property(c => c.Name).HasColumnName("name");
            @class.Property(c => c.Definition).HasColumnName("definition").HasColumnType("jsonb");
            @class.HasOne<AppRow>().WithMany().HasForeignKey(c => c.AppId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ReleaseRow>(release =>
        {
            release.ToTable("releases");
            release.HasKey(r => new { r.AppId, r.Number });
            release.Property(r => r.AppId).HasColumnName("app_id");
            release.Property(r => r.Number).HasColumnName("number").ValueGeneratedNever();
            release.Property(r => r.CreatedAt).HasColumnName("created_at");
            release.Property(r => r.Comment).HasColumnName("comment");
            release.Property(r => r.Bundle).HasColumnName("bundle");
            release.Property(r => r.Digest).HasColumnName("digest");
            release.Property(r => r.Definitions).HasColumnName("definitions").HasColumnType("jsonb");
            release.HasOne<AppRow>().WithMany().HasForeignKey(r => r.AppId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void History(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql) =>
        npgsql.MigrationsHistoryTable("migrations", Schema);
}
