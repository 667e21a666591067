using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BackendInfra.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class GraphQLConfig : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "graphql_config",
                schema: "backendinfra",
                table: "apps",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "graphql_config",
                schema: "backendinfra",
                table: "apps");
        }
    }
}
