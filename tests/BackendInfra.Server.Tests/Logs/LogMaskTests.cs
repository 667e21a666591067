using BackendInfra.Core.Apps;
using BackendInfra.Server.Logs;
using Xunit;

namespace BackendInfra.Server.Tests.Logs;

public sealed class LogMaskTests
{
    private static readonly App App = new("id", "name", "app_x", new AppKeys("clientKey1", "jsKey1", "restKey1", "netKey1", "masterKey1", "readKey1", "maintenanceKey1", ""), new AppOptions());

    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("key=masterKey1.", "key=********.")]
    [InlineData("readKey1 maintenanceKey1 restKey1", "******** ******** ********")]
    [InlineData("token r:0123456789abcdef0123456789ABCDEF!", "token ********!")]
    [InlineData("r:short", "r:short")]
    [InlineData("""{"username":"a","password":"se\"cret","n":1}""", """{"username":"a","password":********,"n":1}""")]
    [InlineData("{ username: 'a', password: 'secret word', n: 1 }", "{ username: 'a', password: ********, n: 1 }")]
    [InlineData("username=a&password=secret&n=1", "username=a&password=********&n=1")]
    [InlineData("newPassword: secret", "newPassword: ********")]
    [InlineData("your password is fine", "your password is fine")]
    public void Secrets_are_masked(string text, string shown) => Assert.Equal(shown, LogMask.Message(App, text));

    [Fact]
    public void Long_messages_are_cut_and_hold_no_part_of_a_key_at_the_cut()
    {
        var cut = LogMask.Message(App, new string('x', LogMask.MaxMessage - 5) + "masterKey1 and more" + new string('y', 10_000));
        Assert.EndsWith("x*****… (truncated)", cut, StringComparison.Ordinal);
        Assert.DoesNotContain("master", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_column_can_hold_is_replaced() => Assert.Equal("a\uFFFDb\uFFFDc\U0001F600", LogMask.Message(App, "a\0b\uD800c\U0001F600"));
}
