using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Import;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

public sealed class RowReaderTests
{
    [Theory]
    [InlineData("""{"results":[{"a":1},{"a":2}]}""")]
    [InlineData("""{ "results" : [ {"a":1} , {"a":2} ] , "count": 2 }  """)]
    [InlineData("""[{"a":1},{"a":2}]""")]
    [InlineData("{\"a\":1}\n{\"a\":2}")]
    [InlineData("{\"a\":1}\r\n\r\n{\"a\":2}\n")]
    [InlineData("\uFEFF{\"results\":[{\"a\":1},{\"a\":2}]}")]
    public async Task All_forms_of_a_file_give_its_rows(string text)
    {
        foreach (var chunk in new[] { 1, 3, 1000 })
            Assert.Equal(["""1:{"a":1}""", """2:{"a":2}"""], await ReadAsync(text, chunk));
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("[]")]
    public async Task A_file_may_hold_no_rows(string text) => Assert.Empty(await ReadAsync(text));

    [Fact]
    public async Task An_object_whose_first_field_is_called_results_is_a_row_unless_it_is_an_array() =>
        Assert.Equal(["""1:{"results":5}"""], await ReadAsync("""{"results":5}"""));

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("  \n", "The file is empty.")]
    [InlineData("5", "The file must hold")]
    [InlineData("\"text\"", "The file must hold")]
    [InlineData("{", "Invalid JSON at line 1, byte 2 of the file.")]
    [InlineData("""{"results":[""", "row 1: Invalid JSON at line 1")]
    [InlineData("""{"results":[{"a":1},{"a":]}""", "row 2: Invalid JSON at line 1, byte 26 of the file.")]
    [InlineData("{\"results\":[{\"a\":1},\n{\"a\":2},\n{\"a\" 3}]}", "row 3: Invalid JSON at line 3, byte 6 of the file.")]
    [InlineData("""{"results":[{"a":1},]}""", "row 2: Invalid JSON")]
    [InlineData("""{"results":[{"a":1} {"a":2}]}""", "row 2: Invalid JSON")]
    [InlineData("""{"results":[{"a":1},5]}""", "row 2: A row must be an object, but it is a Number.")]
    [InlineData("""[[{"a":1}]]""", "row 1: A row must be an object, but it is a StartArray.")]
    [InlineData("[null]", "row 1: A row must be an object, but it is a Null.")]
    [InlineData("""{"a":1} 7""", "row 2: A row must be an object, but it is a Number.")]
    [InlineData("""{"results":[{"a":1}]} {"results":[]}""", "Something stands after the end of the 1 rows.")]
    [InlineData("""{"results":[{"a":1}],"more":[]}""", "Something stands after the end of the 1 rows.")]
    [InlineData("""[{"a":1}] [{"a":2}]""", "Something stands after the end of the 1 rows.")]
    [InlineData("""[{"a":1}""", "row 2: Invalid JSON")]
    [InlineData("[{\"a\":NaN}]", "row 1: Invalid JSON")]
    [InlineData("[/* hello */]", "row 1: Invalid JSON")]
    public async Task What_is_not_rows_is_refused_with_its_place(string text, string message)
    {
        foreach (var chunk in new[] { 1, 1000 })
        {
            var refusal = await Assert.ThrowsAsync<ParseException>(() => ReadAsync(text, chunk));
            Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
            Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Utf16_is_named()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("[]")).ToArray();
        var refusal = await Assert.ThrowsAsync<ParseException>(() => ReadAsync(bytes, 1000));
        Assert.Equal("The file is UTF-16. Save it as UTF-8.", refusal.Message);
    }

    [Fact]
    public async Task A_row_may_be_larger_than_a_block()
    {
        var row = $$"""{"a":"{{new string('x', 300_000)}}"}""";
        Assert.Equal([$"1:{row}", "2:{}", $"3:{row}"], await ReadAsync($"[{row},{{}},{row}]"));
    }

    [Fact]
    public async Task A_row_larger_than_a_request_may_be_is_refused()
    {
        var row = $$"""{"a":"{{new string('x', RowReader.MaxRowSize)}}"}""";
        var refusal = await Assert.ThrowsAsync<ParseException>(() => ReadAsync($"[{{}},{row}]"));
        Assert.Equal((ErrorCode.ObjectTooLarge, "row 2: The row is larger than 20 MB."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task Rows_may_nest_100_levels_and_no_more()
    {
        static string Nested(int depth) => new StringBuilder().Insert(0, "{\"a\":", depth - 1).Append("{}").Append('}', depth - 1).ToString();
        Assert.Single(await ReadAsync($$"""{"results":[{{Nested(100)}}]}"""));
        await Assert.ThrowsAsync<ParseException>(() => ReadAsync($$"""{"results":[{{Nested(101)}}]}"""));
        await Assert.ThrowsAsync<ParseException>(() => ReadAsync(new string('[', 1_000_000)));
    }

    private static Task<List<string>> ReadAsync(string text, int chunk = 100_000) => ReadAsync(Encoding.UTF8.GetBytes(text), chunk);

    private static async Task<List<string>> ReadAsync(byte[] bytes, int chunk)
    {
        var rows = new List<string>();
        await foreach (var row in new RowReader(new ChunkedStream(bytes, chunk)).ReadAsync(TestContext.Current.CancellationToken))
            rows.Add($"{row.Number}:{Encoding.UTF8.GetString(row.Json.Span)}");
        return rows;
    }
}
