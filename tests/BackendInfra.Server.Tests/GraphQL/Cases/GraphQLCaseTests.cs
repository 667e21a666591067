using System.Text.Json.Nodes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>Every file <c>*.case</c> below this folder: a document, its answer, its SQL. See the folder's README.</summary>
public sealed class GraphQLCaseTests(CaseServer server) : IClassFixture<CaseServer>
{
    private static readonly string Folder = Repository.PathOf("tests", "BackendInfra.Server.Tests", "GraphQL", "Cases");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.case", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_answer_and_its_statements_are_as_reviewed(string file)
    {
        var path = Path.Combine(Folder, file);
        var written = CaseFile.Read(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var writes = written.Document.Contains("mutation", StringComparison.Ordinal);
        var app = await server.AppAsync(writes);
        await app.WarmAsync(written.Caller);

        var trace = server.Statements.Begin();
        var answer = await app.AskAsync(written.Caller, written.Document, written.Variables, trace);
        var statements = server.Statements.End(trace);

        // A read is one statement: no more than the operation has root fields.
        if (!writes && answer["data"] is JsonObject data)
            Assert.True(statements.Count <= data.Count, $"{statements.Count} statements:\n{string.Join('\n', statements)}");
        Golden.MatchFile(written.With(CaseTexts.Answer(answer), [.. statements.Select(statement => SqlPage.Of(statement, app.App.DatabaseSchema))]), path);
    }
}
