using BackendInfra.Core.Classes;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

public sealed class SchemaTests
{
    [Fact]
    public void The_sample_shop_has_the_SDL_in_the_repository() =>
        Golden.Match(AppSchemaBuilder.Print(Build(SystemClasses.EnsureIn(TestClasses.OfTheSampleShop()))), Repository.PathOf("schema", "shop", "schema.graphql"));

    [Fact]
    public void A_class_with_every_type_has_the_reviewed_SDL() =>
        Golden.Match(AppSchemaBuilder.Print(Build(TestClasses.Everything(TestClasses.Empty))), "everything.graphql");

    [Fact]
    public void Equal_classes_give_equal_SDL_whatever_the_order_they_were_made_in() =>
        Assert.Equal(
            AppSchemaBuilder.Print(Build(TestClasses.WithClasses("Alpha", "Beta", "_Role"))),
            AppSchemaBuilder.Print(Build(TestClasses.WithClasses("_Role", "Beta", "Alpha"))));

    [Fact]
    public void An_app_without_classes_has_a_schema()
    {
        var sdl = AppSchemaBuilder.Print(Build(TestClasses.Empty));

        Assert.Contains("health: Boolean!", sdl, StringComparison.Ordinal);
        Assert.Contains("createClass(", sdl, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_are_hidden_from_anyone_are_nullable()
    {
        var guest = Build(TestClasses.Closed(TestClasses.Empty)).Classes["Guest"];

        Assert.Equal("String", guest.Object.Fields.Find("pin")!.ResolvedType!.ToString());
        Assert.Equal("String!", guest.CreateFields.Fields.Find("pin")!.ResolvedType!.ToString());
    }

    private static AppSchema Build(Core.Schema.SchemaSnapshot snapshot) => AppSchemaBuilder.Build(snapshot, [], _ => { });
}
