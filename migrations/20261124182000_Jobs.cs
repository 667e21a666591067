using BackendInfra.Postgres.Catalog;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BackendInfra.Postgres.Migrations
{
    /// <summary>Runs of jobs that have not ended, of all apps. Read and written by statements of our own, so no part of EF's model.</summary>
    [DbContext(typeof(CatalogDbContext))]
    [Migration("20261124182000_Jobs")]
    public partial class Jobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE backendinfra.job_runs (
                app_id text NOT NULL REFERENCES backendinfra.apps (id) ON DELETE CASCADE,
                id text NOT NULL,
                job text NOT NULL,
                schedule_id text,
                parameters text NOT NULL,
                origin jsonb NOT NULL,
                policy jsonb NOT NULL,
                is_parallel boolean NOT NULL,
                attempt int NOT NULL DEFAULT 0,
                server text,
                beat_at timestamptz NOT NULL DEFAULT now(),
                is_cancelled boolean NOT NULL DEFAULT false,
                PRIMARY KEY (app_id, id)
            );
            CREATE UNIQUE INDEX job_runs_exclusive ON backendinfra.job_runs (app_id, job) WHERE NOT is_parallel;
            CREATE INDEX job_runs_beat_at ON backendinfra.job_runs (beat_at);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE backendinfra.job_runs;");
    }
}
