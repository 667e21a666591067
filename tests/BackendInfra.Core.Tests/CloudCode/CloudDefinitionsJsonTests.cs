using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using Xunit;

namespace BackendInfra.Core.Tests.CloudCode;

public sealed class CloudDefinitionsJsonTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var function = new CloudFunction("sum") { Parameters = [new("a", "Float!"), new("b", "Float")], Returns = "Float", IsQuery = true, RateLimit = """{"requestCount":3}""" };
        var written = CloudDefinitionsJson.Write(new CloudDefinitions(
            [function, new CloudFunction("bare")],
            [KeyValuePair.Create("Order", TriggerKinds.BeforeSave | TriggerKinds.AfterFind), KeyValuePair.Create("@File", TriggerKinds.BeforeSave)],
            ["print", "clean"]) { HasWebApp = true });
        var read = CloudDefinitionsJson.Read(written);

        Assert.Equal(["bare", "sum"], read.Functions.Select(found => found.Name));
        var sum = read.FindFunction("sum")!;
        Assert.Equal(function.Parameters.AsEnumerable(), sum.Parameters.AsEnumerable());
        Assert.Equal((function.Returns, function.IsQuery, function.RateLimit), (sum.Returns, sum.IsQuery, sum.RateLimit));
        Assert.Equal(TriggerKinds.BeforeSave | TriggerKinds.AfterFind, read.Of("Order"));
        Assert.Equal(TriggerKinds.BeforeSave, read.Of("@File"));
        Assert.Equal(["clean", "print"], read.Jobs.AsEnumerable());
        Assert.True(read.HasWebApp);
        Assert.Equal(written, CloudDefinitionsJson.Write(read));
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = CloudDefinitionsJson.Read("""{"functions":[{"name":"a"},{"name":"a","isQuery":true}],"triggers":[{"className":"Order","triggerName":"ofTomorrow"}]}""");
        Assert.True(Assert.Single(read.Functions).IsQuery);
        Assert.Equal(TriggerKinds.None, read.Of("Order"));
        Assert.Empty(read.Jobs);
        Assert.False(read.HasWebApp);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"functions":{}}""")]
    [InlineData("""{"functions":[{}]}""")]
    [InlineData("""{"functions":[{"name":null}]}""")]
    [InlineData("""{"triggers":[{"className":"Order"}]}""")]
    [InlineData("""{"jobs":[1]}""")]
    public void Another_form_is_refused(string json) => Refused.With(ErrorCode.InvalidJson, () => CloudDefinitionsJson.Read(json));
}
