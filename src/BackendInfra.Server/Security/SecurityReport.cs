using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Testing;

namespace BackendInfra.Server.Security;

/// <summary>Looks at the state of an app for settings that are weak.</summary>
internal sealed class SecurityReport(IDatabaseSecurity database, IHostEnvironment environment, TestingMode testing)
{
    /// <summary>Whether everybody may know the app's classes and fields.</summary>
    public bool Introspects(App app) => app.Options.GraphQLPublicIntrospection ?? environment.IsDevelopment();

    public ImmutableArray<SecurityGroup> Of(App app, SchemaSnapshot schema) =>
    [
        ConfigurationChecks.Of(app, Introspects(app), testing.IsOn),
        PermissionChecks.Of(schema),
        new(
            "Database",
            [
                new(
                    "Secure database password",
                    database.HasStrongPassword,
                    "The database password is insecure and vulnerable to brute force attacks.",
                    "Choose a longer password with small and capital letters, digits and other characters."),
                new(
                    "Private database connection",
                    database.IsPrivate,
                    "Queries and their results cross the network without encryption.",
                    "Connect with 'SSL Mode=VerifyFull', or over a socket of the same machine."),
            ]),
    ];
}
