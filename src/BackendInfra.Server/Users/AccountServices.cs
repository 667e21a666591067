using BackendInfra.Core.Users;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Users;

/// <summary>Registers what passwords and accounts have rules for.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<PasswordChanges>()
        .AddSingleton<RateLimits>()
        .AddSingleton<LogInThrottle>()
        .AddSingleton<AccountRules>();
}
