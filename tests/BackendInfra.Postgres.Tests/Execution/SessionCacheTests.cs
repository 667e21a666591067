using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;
using BackendInfra.Postgres.Execution;
using Xunit;

namespace BackendInfra.Postgres.Tests.Execution;

public sealed class SessionCacheTests
{
    private static readonly App First = Named("first");
    private static readonly App Second = Named("second");

    private readonly SessionCache _cache = new(TimeProvider.System);

    public SessionCacheTests() => _cache.Listen();

    [Fact]
    public void A_session_is_found_in_its_own_app_only()
    {
        var session = Keep(First, "hash", "s", "u");
        Assert.Same(session, _cache.Find(First, "hash"));
        Assert.Null(_cache.Find(Second, "hash"));
        Assert.Null(_cache.Find(First, "other"));
    }

    [Fact]
    public void What_was_read_before_a_change_is_not_kept_after_it()
    {
        var generation = _cache.Generation;
        _cache.Drop(new SessionChange("first", SessionChangeKind.User, "u"));
        _cache.Keep(First, "hash", Session("s", "u"), generation);
        Assert.Null(_cache.Find(First, "hash"));
    }

    [Theory]
    [InlineData("first:s:s1", "2 3 4")]
    [InlineData("first:u:u1", "3 4")]
    [InlineData("first:a:", "4")]
    [InlineData("second:a:", "1 2 3")]
    [InlineData("second:s:s1", "1 2 3 4")]
    [InlineData("nonsense", "1 2 3 4")]
    [InlineData("first:x:u1", "1 2 3 4")]
    public void A_change_drops_what_it_concerns_and_nothing_else(string payload, string left)
    {
        Keep(First, "1", "s1", "u1");
        Keep(First, "2", "s2", "u1");
        Keep(First, "3", "s3", "u2");
        Keep(Second, "4", "s4", "u1");
        if (SessionChange.Parse(payload) is { } change)
            _cache.Drop(change);
        string[] found = [.. new[] { (First, "1"), (First, "2"), (First, "3"), (Second, "4") }.Where(key => _cache.Find(key.Item1, key.Item2) is not null).Select(key => key.Item2)];
        Assert.Equal(left, string.Join(' ', found));
    }

    [Fact]
    public void Nothing_is_kept_while_nobody_listens()
    {
        Keep(First, "1", "s1", "u1");
        _cache.Pause();
        Assert.Null(_cache.Find(First, "1"));
        Keep(First, "1", "s1", "u1");
        Assert.Null(_cache.Find(First, "1"));
        var generation = _cache.Generation;
        _cache.Listen();
        _cache.Keep(First, "1", Session("s1", "u1"), generation);
        Assert.Null(_cache.Find(First, "1"));
    }

    [Fact]
    public void It_does_not_grow_without_end()
    {
        for (var i = 0; i <= 10_000; i++)
            Keep(First, $"{i}", $"s{i}", "u");
        Assert.Null(_cache.Find(First, "0"));
        Assert.NotNull(_cache.Find(First, "10000"));
    }

    private static App Named(string name) => new(name, name, name, null!, new AppOptions());

    private static StoredSession Session(string id, string userId) => new(id, userId, DateTimeOffset.MaxValue, []);

    private StoredSession Keep(App app, string hash, string id, string userId)
    {
        var session = Session(id, userId);
        _cache.Keep(app, hash, session, _cache.Generation);
        return session;
    }
}
