using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Webhooks;
using Xunit;

namespace BackendInfra.Core.Tests.Webhooks;

public sealed class WebhookSetTests
{
    private static readonly Webhook Hello = Webhook.OfFunction("hello", "http://example.com/hello");
    private static readonly Webhook Before = Webhook.OfTrigger("Score", TriggerKinds.BeforeSave, "http://example.com/before");
    private static readonly Webhook After = Webhook.OfTrigger("Score", TriggerKinds.AfterFind, "http://example.com/after");

    [Fact]
    public void A_class_has_the_triggers_that_were_added()
    {
        var hooks = WebhookSet.None.With(Hello).With(Before).With(After);
        Assert.Equal(TriggerKinds.BeforeSave | TriggerKinds.AfterFind, hooks.Of("Score"));
        Assert.Equal(TriggerKinds.None, hooks.Of("Other"));
        Assert.Same(Before, hooks.FindTrigger("Score", TriggerKinds.BeforeSave));
        Assert.Null(hooks.FindTrigger("Score", TriggerKinds.AfterSave));
        Assert.Same(Hello, hooks.FindFunction("hello"));
        Assert.Equal(TriggerKinds.AfterFind, hooks.Without(Before).Of("Score"));
        Assert.Null(hooks.Without(Hello).FindFunction("hello"));
        Assert.Equal(TriggerKinds.None, WebhookSet.None.Of("Score"));
    }

    [Fact]
    public void A_hook_takes_the_place_of_the_one_before()
    {
        var moved = Webhook.OfTrigger("Score", TriggerKinds.BeforeSave, "http://example.com/moved");
        var hooks = WebhookSet.None.With(Before).With(moved);
        Assert.Same(moved, Assert.Single(hooks.Triggers));
    }

    [Fact]
    public void What_is_stored_is_read_again()
    {
        var hooks = WebhooksJson.Read(WebhooksJson.Write(WebhookSet.None.With(Hello).With(Before).With(After)));
        Assert.Equal([Hello], hooks.Functions);
        Assert.Equal([Before, After], hooks.Triggers);
        Assert.Same(WebhookSet.None, WebhooksJson.Read("[]"));
    }

    [Fact]
    public void An_app_has_so_many_hooks_and_no_more()
    {
        var full = new WebhookSet(Enumerable.Range(0, WebhookSet.MaxCount).Select(i => Webhook.OfFunction($"f{i}", "http://example.com")));
        Refused.With(ErrorCode.WebhookError, () => full.With(Hello));
        Assert.Equal(WebhookSet.MaxCount, full.With(Webhook.OfFunction("f1", "http://example.com/other")).Functions.Count());
    }
}
