namespace BackendInfra.Server.CloudCode;

/// <summary>How this server runs Cloud Code: the settings <c>CloudCode:*</c>.</summary>
internal sealed record CloudSettings
{
    /// <summary>The Node program; null: the one in <c>PATH</c>.</summary>
    public string? Node { get; init; }

    /// <summary>What Node runs.</summary>
    public string Script { get; init; } = Path.Combine(AppContext.BaseDirectory, "cloud-code", "main.mjs");

    /// <summary>Workers of each app.</summary>
    public int Workers { get; init; } = 2;

    public TimeSpan FunctionTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan TriggerTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a script may take to load.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a worker may leave the heartbeat unanswered, and how long a call may go on after its time.</summary>
    public TimeSpan MaxBlocked { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>JavaScript's heap.</summary>
    public int HeapMegabytes { get; init; } = 256;

    /// <summary>All memory of a worker that is in use, buffers and Node itself included.</summary>
    public int MemoryMegabytes { get; init; } = 512;

    /// <summary>Where the SDK in a worker finds this server; null: the address that this server listens on.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>Whether workers run under user ids of their own; null: when the server is root.</summary>
    public bool? OwnUsers { get; init; }

    /// <summary>Whether Node itself keeps scripts within their folders, and from starting programs.</summary>
    public bool Permissions { get; init; } = true;

    /// <exception cref="InvalidOperationException">A setting cannot have its value.</exception>
    public static CloudSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("CloudCode");
        var defaults = new CloudSettings();
        var heap = Number(section, "HeapMegabytes", defaults.HeapMegabytes, 32, 65_536);
        return new CloudSettings
        {
            Node = section["Node"] is { Length: > 0 } node ? node : null,
            Script = section["Script"] is { Length: > 0 } script ? Path.GetFullPath(script) : defaults.Script,
            Workers = Number(section, "Workers", defaults.Workers, 1, 64),
            FunctionTime = Seconds(section, "FunctionSeconds", defaults.FunctionTime),
            TriggerTime = Seconds(section, "TriggerSeconds", defaults.TriggerTime),
            StartTime = Seconds(section, "StartSeconds", defaults.StartTime),
            MaxBlocked = Seconds(section, "MaxBlockedSeconds", defaults.MaxBlocked),
            HeapMegabytes = heap,
            MemoryMegabytes = Number(section, "MemoryMegabytes", heap * 2, heap, 131_072),
            ServerUrl = section["ServerUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : null,
            OwnUsers = Switch(section, "OwnUsers"),
            Permissions = Switch(section, "Permissions") ?? defaults.Permissions,
        };
    }

    private static TimeSpan Seconds(IConfigurationSection section, string name, TimeSpan otherwise) =>
        TimeSpan.FromSeconds(Number(section, name, (int)otherwise.TotalSeconds, 1, 3600));

    private static int Number(IConfigurationSection section, string name, int otherwise, int least, int most) =>
        section[name] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, out var number) && number >= least && number <= most ? number
        : throw new InvalidOperationException($"CloudCode:{name} is '{text}'; it must be {least} to {most}.");

    private static bool? Switch(IConfigurationSection section, string name) =>
        section[name] is not { Length: > 0 } text ? null
        : bool.TryParse(text, out var on) ? on
        : throw new InvalidOperationException($"CloudCode:{name} is '{text}'; it must be true or false.");
}
