using BackendInfra.Server.Jobs.Platform;
using Hangfire;
using Hangfire.Logging;

namespace BackendInfra.Server.Jobs;

/// <summary>Hangfire's workers in this process.</summary>
internal sealed class HangfireServer(JobSettings settings, Lazy<JobStorage> storage, IServiceProvider services, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Polling = TimeSpan.FromSeconds(1);

    private BackgroundJobServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Workers == 0)
            return;
        LogProvider.SetCurrentLogProvider(new HangfireLog(logs));
        var options = new BackgroundJobServerOptions
        {
            ServerName = settings.Server,
            WorkerCount = settings.Workers,
            SchedulePollingInterval = Polling,
            StopTimeout = TimeSpan.Zero,
            CancellationCheckInterval = Polling,
            Activator = new ServiceActivator(services),
        };

        // Making the storage's tables is no quick thing, and Hangfire knows no other way than to wait for the database.
        _server = await Task.Run(
            () =>
            {
                var recurring = new RecurringJobManager(storage.Value);
                foreach (var (name, times) in PlatformJobs.Times)
                    recurring.AddOrUpdate<PlatformJobs>(name, jobs => jobs.RunAsync(name, CancellationToken.None), times);
                return new BackgroundJobServer(options, storage.Value);
            },
            cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not { } server)
            return;
        server.SendStop();
        await server.WaitForShutdownAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not { } server)
            return;
        _server = null;
        await Task.Run(server.Dispose);
    }

    private sealed class ServiceActivator(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
