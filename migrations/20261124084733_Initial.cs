using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BackendInfra.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "backendinfra");

            migrationBuilder.CreateTable(
                name: "apps",
                schema: "backendinfra",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    database_schema = table.Column<string>(type: "text", nullable: false),
                    keys = table.Column<string>(type: "jsonb", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    schema_version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_apps", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "classes",
                schema: "backendinfra",
                columns: table => new
                {
                    app_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_classes", x => new { x.app_id, x.name });
                    table.ForeignKey(
                        name: "FK_classes_apps_app_id",
                        column: x => x.app_id,
                        principalSchema: "backendinfra",
                        principalTable: "apps",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "apps_database_schema_key",
                schema: "backendinfra",
                table: "apps",
                column: "database_schema",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "apps_name_key",
                schema: "backendinfra",
                table: "apps",
                column: "name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "classes",
                schema: "backendinfra");

            migrationBuilder.DropTable(
                name: "apps",
                schema: "backendinfra");
        }
    }
}
