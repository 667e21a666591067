using BackendInfra.Postgres.Catalog;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BackendInfra.Postgres.Migrations
{
    /// <summary>When schedules of all apps are due: filled by triggers on the tables of <c>_JobSchedule</c>, so no part of EF's model.</summary>
    [DbContext(typeof(CatalogDbContext))]
    [Migration("20261124184000_JobSchedules")]
    public partial class JobSchedules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE backendinfra.job_schedules (
                database_schema text NOT NULL REFERENCES backendinfra.apps (database_schema) ON DELETE CASCADE,
                id text NOT NULL,
                due_at timestamptz NOT NULL,
                PRIMARY KEY (database_schema, id)
            );
            CREATE INDEX job_schedules_due_at ON backendinfra.job_schedules (due_at);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE backendinfra.job_schedules;");
    }
}
