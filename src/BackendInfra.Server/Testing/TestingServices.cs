using BackendInfra.Core.Apps;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Testing;

/// <summary>What the testing routes work with.</summary>
internal sealed record TestingServices(
    TestingMode Mode, IAppReset Reset, IAppStore Apps, OptionBaselines Baselines, RateLimits RateLimits, LogInThrottle LogIns)
{
    /// <summary>Lets every count of this server begin anew, as it does for a new app.</summary>
    public void ForgetCounts(App app)
    {
        RateLimits.Forget(app);
        LogIns.Forget(app);
    }
}
