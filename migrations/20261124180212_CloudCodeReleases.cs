using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BackendInfra.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CloudCodeReleases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "cloud_definitions",
                schema: "backendinfra",
                table: "apps",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "cloud_release",
                schema: "backendinfra",
                table: "apps",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "releases",
                schema: "backendinfra",
                columns: table => new
                {
                    app_id = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false),
                    bundle = table.Column<byte[]>(type: "bytea", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: false),
                    definitions = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_releases", x => new { x.app_id, x.number });
                    table.ForeignKey(
                        name: "FK_releases_apps_app_id",
                        column: x => x.app_id,
                        principalSchema: "backendinfra",
                        principalTable: "apps",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "releases",
                schema: "backendinfra");

            migrationBuilder.DropColumn(
                name: "cloud_definitions",
                schema: "backendinfra",
                table: "apps");

            migrationBuilder.DropColumn(
                name: "cloud_release",
                schema: "backendinfra",
                table: "apps");
        }
    }
}
