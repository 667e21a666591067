using BackendInfra.Core.Triggers;
using Xunit;

namespace BackendInfra.Core.Tests.Triggers;

public sealed class TriggerNamesTests
{
    [Theory]
    [InlineData("beforeSave")]
    [InlineData("afterSave")]
    [InlineData("beforeDelete")]
    [InlineData("afterDelete")]
    [InlineData("beforeFind")]
    [InlineData("afterFind")]
    [InlineData("beforeLogin")]
    [InlineData("afterLogin")]
    [InlineData("afterLogout")]
    [InlineData("beforePasswordResetRequest")]
    public void A_kind_has_one_name(string name)
    {
        Assert.True(TriggerNames.TryParse(name, out var kind));
        Assert.Equal(name, TriggerNames.Of(kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("find")]
    [InlineData("BeforeSave")]
    [InlineData("1")]
    public void Nothing_else_is_a_kind(string name) => Assert.False(TriggerNames.TryParse(name, out _));

    [Theory]
    [InlineData("Score", TriggerKinds.BeforeSave, true)]
    [InlineData("_User", TriggerKinds.BeforeSave, true)]
    [InlineData("_User", TriggerKinds.BeforeLogin, true)]
    [InlineData("_Session", TriggerKinds.AfterLogout, true)]
    [InlineData("_PushStatus", TriggerKinds.AfterSave, true)]
    [InlineData("_Session", TriggerKinds.AfterSave, false)]
    [InlineData("_User", TriggerKinds.AfterLogout, false)]
    [InlineData("Score", TriggerKinds.AfterLogin, false)]
    [InlineData("Score", TriggerKinds.BeforePasswordResetRequest, false)]
    [InlineData("_PushStatus", TriggerKinds.BeforeSave, false)]
    [InlineData("_Hooks", TriggerKinds.AfterSave, false)]
    [InlineData("_Join:a:B", TriggerKinds.AfterSave, false)]
    public void Classes_have_the_triggers_that_fit_them(string className, TriggerKinds kind, bool fits) =>
        Assert.Equal(fits, TriggerNames.Refusal(className, kind) is null);

    [Theory]
    [InlineData("Score", TriggerKinds.BeforeSave, true)]
    [InlineData("Score", TriggerKinds.AfterLogin, false)]
    [InlineData("@File", TriggerKinds.BeforeSave, true)]
    [InlineData("@File", TriggerKinds.AfterFind, true)]
    [InlineData("@File", TriggerKinds.BeforeLogin, false)]
    [InlineData("@Config", TriggerKinds.AfterSave, true)]
    [InlineData("@Config", TriggerKinds.BeforeDelete, false)]
    [InlineData("@Other", TriggerKinds.BeforeSave, false)]
    public void Code_has_triggers_of_files_and_of_the_config_too(string className, TriggerKinds kind, bool fits) =>
        Assert.Equal(fits, TriggerNames.RefusalOfCode(className, kind) is null);

    [Theory]
    [InlineData("@File")]
    [InlineData("@Config")]
    public void Webhooks_have_none_of_these(string className) => Assert.NotNull(TriggerNames.Refusal(className, TriggerKinds.BeforeSave));
}
