using BackendInfra.Core.Users;
using BackendInfra.Server.Users.Providers;

namespace BackendInfra.Server.Users;

/// <summary>Registers what signs users in.</summary>
internal static class UserServices
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services
        .AddSingleton<IPasswordHasher, PasswordHasher>()
        .AddSingleton<SignIn>()
        .AddSingleton<Accounts>()
        .AddSingleton<AuthProviders>()
        .AddSingleton<Mfa>()
        .AddSingleton<Challenges>()
        .AddSingleton<Sessions>()
        .AddSingleton<AuthHttp>()
        .AddSingleton<OidcKeys>()
        .AddSingleton<IAuthProvider, AnonymousProvider>()
        .AddSingleton<IAuthProvider, OidcProvider>()
        .AddSingleton<IAuthProvider, GitHubProvider>()
        .AddSingleton<IAuthProvider, FacebookProvider>()
        .AddSingleton<IAuthProvider, HttpProvider>();
}
