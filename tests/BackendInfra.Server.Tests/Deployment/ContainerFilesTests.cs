using System.Text.Json;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace BackendInfra.Server.Tests.Deployment;

/// <summary>No container engine is needed to see that the files are well-formed, and name what is there.</summary>
public sealed class ContainerFilesTests
{
    private static readonly string[] Instructions = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "EXPOSE", "USER", "ENTRYPOINT"];

    private static readonly string[] Lines =
        [.. File.ReadAllLines(Repository.PathOf("Dockerfile")).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    [Fact]
    public void Every_line_of_the_Dockerfile_is_an_instruction() =>
        Assert.All(Lines, line => Assert.Contains(line.Split(' ')[0], Instructions));

    [Fact]
    public void Stages_are_copied_from_after_they_are_made()
    {
        var made = new HashSet<string>();
        foreach (var words in Lines.Select(line => line.Split(' ')))
        {
            if (words is ["FROM", _, "AS", var stage])
                made.Add(stage);
            foreach (var from in words.Where(word => word.StartsWith("--from=", StringComparison.Ordinal)))
                Assert.Contains(from["--from=".Length..], made);
        }
    }

    [Fact]
    public void What_is_copied_and_published_exists()
    {
        foreach (var path in Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]))
            Assert.True(Path.Exists(Repository.PathOf(path)), path);
        Assert.Contains("dotnet publish src/BackendInfra.Server ", Lines.Single(line => line.Contains("publish", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["dotnet", "BackendInfra.Server.dll"], JsonSerializer.Deserialize<string[]>(Lines[^1]["ENTRYPOINT ".Length..])!);
    }

    [Fact]
    public void The_server_does_not_run_as_root() => Assert.Equal("USER $APP_UID", Lines[^2]);

    [Fact]
    public void The_composition_gives_the_server_a_healthy_database_that_it_accepts()
    {
        var yaml = new YamlStream();
        using (var reader = File.OpenText(Repository.PathOf("compose.yaml")))
            yaml.Load(reader);
        var services = yaml.Documents[0].RootNode["services"];
        var database = services["database"];
        Assert.Contains("--lc-collate=C ", Text(database["environment"]["POSTGRES_INITDB_ARGS"]), StringComparison.Ordinal);
        Assert.NotNull(database["healthcheck"]["test"]);
        var server = services["server"];
        Assert.Equal("service_healthy", Text(server["depends_on"]["database"]["condition"]));
        Assert.StartsWith("Host=database;", Text(server["environment"]["BACKENDINFRA__Postgres__ConnectionString"]), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:1337:1337", Text(server["ports"][0]));
        var volumes = ((YamlMappingNode)yaml.Documents[0].RootNode["volumes"]).Children.Keys.Select(Text);
        Assert.Equal(["database", "files"], volumes);
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
