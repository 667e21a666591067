namespace BackendInfra.Server.Testing;

/// <summary>Whether this server serves tests, which may empty its apps. Never by default, and never beside settings of production.</summary>
internal sealed record TestingMode(bool IsOn)
{
    public const string Setting = "Testing";

    /// <exception cref="InvalidOperationException">The setting is no truth value, or stands beside settings of production.</exception>
    public static TestingMode Of(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration[Setting] is not { Length: > 0 } text)
            return new TestingMode(false);
        if (!bool.TryParse(text, out var isOn))
            throw new InvalidOperationException($"{Setting} is '{text}'; it must be true or false.");
        if (isOn && environment.IsProduction())
        {
            throw new InvalidOperationException(
                $"{Setting} lets holders of a master key empty an app, so it is refused in the environment Production, which also is the one when none is named. "
                + "Name another one, such as ASPNETCORE_ENVIRONMENT=Testing.");
        }

        if (isOn && configuration["Files:Store"] == "s3" && string.IsNullOrEmpty(configuration["Files:S3:Endpoint"]))
            throw new InvalidOperationException($"{Setting} is refused beside files in Amazon S3. Name a server for tests with Files:S3:Endpoint, or keep files in a folder.");
        return new TestingMode(isOn);
    }
}
