using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using Xunit;

namespace BackendInfra.Core.Tests.Apps;

public sealed class GraphQLConfigJsonTests
{
    [Theory]
    [InlineData("null", "cannot be undefined, null or empty")]
    [InlineData("[]", "must be a valid object")]
    [InlineData("1", "must be a valid object")]
    [InlineData("""{"invalidKey":true,"other":1}""", "encountered invalid keys: [invalidKey,other]")]
    [InlineData("""{"enabledForClasses":"A"}""", "\"enabledForClasses\" is not a valid array")]
    [InlineData("""{"enabledForClasses":[1]}""", "\"enabledForClasses\" is not a valid array")]
    [InlineData("""{"enabledForClasses":[" "]}""", "\"enabledForClasses\" is not a valid array")]
    [InlineData("""{"disabledForClasses":{}}""", "\"disabledForClasses\" is not a valid array")]
    [InlineData("""{"enabledForClasses":1,"disabledForClasses":2}""", "\"enabledForClasses\" is not a valid array; \"disabledForClasses\" is not a valid array")]
    [InlineData("""{"classConfigs":{}}""", "\"classConfigs\" is not a valid array")]
    [InlineData("""{"classConfigs":[null]}""", "classConfig:undefined is invalid because it must be a valid object")]
    [InlineData("""{"classConfigs":[{}]}""", "classConfig:undefined is invalid because \"className\" must be a valid string")]
    [InlineData("""{"classConfigs":[{"className":"A","x":1}]}""", "classConfig:A is invalid because \"invalidKeys\" [x] should not be present")]
    [InlineData("""{"classConfigs":[{"className":"A","type":[]}]}""", "classConfig:A is invalid because \"type\" must be a valid object")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"x":1}}]}""", "classConfig:A is invalid because \"type\" contains invalid keys, [x]")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"outputFields":"a"}}]}""", "classConfig:A is invalid because \"outputFields\" must be a valid string array")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"constraintFields":[null]}}]}""", "classConfig:A is invalid because \"constraintFields\" must be a valid string array")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"sortFields":"a"}}]}""", "classConfig:A is invalid because \"sortFields\" must be a valid array.")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"sortFields":["a"]}}]}""", "classConfig:A is invalid because \"sortField\" at index 0 is not a valid object")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"sortFields":[{"field":"a","asc":true,"desc":true},{"field":"a","asc":true,"desc":true,"x":1}]}}]}""", "classConfig:A is invalid because \"sortField\" at index 1 contains invalid keys, [x]")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"sortFields":[{"asc":true,"desc":true}]}}]}""", "classConfig:A is invalid because \"sortField\" at index 0 did not provide the \"field\" as a string")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"sortFields":[{"field":"a","asc":1,"desc":true}]}}]}""", "classConfig:A is invalid because \"sortField\" at index 0 did not provide \"asc\" or \"desc\" as booleans")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"inputFields":[]}}]}""", "classConfig:A is invalid because \"inputFields\" must be a valid object")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"inputFields":{"x":[]}}}]}""", "classConfig:A is invalid because \"inputFields\" contains invalid keys: [x]")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"inputFields":{"create":"a"}}}]}""", "classConfig:A is invalid because \"inputFields.create\" must be a valid string array")]
    [InlineData("""{"classConfigs":[{"className":"A","type":{"inputFields":{"update":[1]}}}]}""", "classConfig:A is invalid because \"inputFields.update\" must be a valid string array")]
    [InlineData("""{"classConfigs":[{"className":"_User","type":{"inputFields":{"create":["username"]}}}]}""", "classConfig:_User is invalid because \"inputFields.create\" must include required fields, username and password")]
    [InlineData("""{"classConfigs":[{"className":"A","query":1}]}""", "classConfig:A is invalid because \"query\" must be a valid object")]
    [InlineData("""{"classConfigs":[{"className":"A","query":{"x":1}}]}""", "classConfig:A is invalid because \"query\" contains invalid keys, [x]")]
    [InlineData("""{"classConfigs":[{"className":"A","query":{"find":1}}]}""", "classConfig:A is invalid because \"query.find\" must be a boolean")]
    [InlineData("""{"classConfigs":[{"className":"A","query":{"get":"true"}}]}""", "classConfig:A is invalid because \"query.get\" must be a boolean")]
    [InlineData("""{"classConfigs":[{"className":"A","query":{"findAlias":1}}]}""", "classConfig:A is invalid because \"query.findAlias\" must be a string")]
    [InlineData("""{"classConfigs":[{"className":"A","query":{"getAlias":"a-b"}}]}""", "classConfig:A is invalid because \"query.getAlias\" must be a name: letters, digits and _, beginning with a letter")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":1}]}""", "classConfig:A is invalid because \"mutation\" must be a valid object")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"delete":false}}]}""", "classConfig:A is invalid because \"mutation\" contains invalid keys, [delete]")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"create":1}}]}""", "classConfig:A is invalid because \"mutation.create\" must be a boolean")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"update":1}}]}""", "classConfig:A is invalid because \"mutation.update\" must be a boolean")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"destroy":1}}]}""", "classConfig:A is invalid because \"mutation.destroy\" must be a boolean")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"createAlias":1}}]}""", "classConfig:A is invalid because \"mutation.createAlias\" must be a string")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"updateAlias":1}}]}""", "classConfig:A is invalid because \"mutation.updateAlias\" must be a string")]
    [InlineData("""{"classConfigs":[{"className":"A","mutation":{"destroyAlias":1}}]}""", "classConfig:A is invalid because \"mutation.destroyAlias\" must be a string")]
    public void What_is_wrong_is_told_in_the_words_of_Parse_Server(string json, string message) =>
        Refused.With(ErrorCode.InvalidJson, $"Invalid graphQLConfig: {message}", () => Read(json));

    [Fact]
    public void Null_counts_as_left_out()
    {
        var config = Read("""{"enabledForClasses":null,"disabledForClasses":null,"classConfigs":[{"className":"A","type":null,"query":{"find":null,"findAlias":""},"mutation":null},{"className":"A","query":{"find":false}}]}""");

        Assert.True(config.Shows("A"));
        Assert.True(config.Of("A").Find);
        Assert.Null(config.Of("A").FindAlias);
    }

    [Fact]
    public void Classes_are_shown_that_are_enabled_and_not_disabled()
    {
        var config = Read("""{"enabledForClasses":["A","B"],"disabledForClasses":["B"]}""");

        Assert.Equal((true, false, false), (config.Shows("A"), config.Shows("B"), config.Shows("C")));
        Assert.False(Read("""{"enabledForClasses":[]}""").Shows("A"));
        Assert.True(GraphQLConfig.None.Shows("A"));
    }

    private static GraphQLConfig Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return GraphQLConfigJson.Read(document.RootElement);
    }
}
