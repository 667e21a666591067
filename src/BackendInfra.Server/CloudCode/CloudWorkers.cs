using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>
/// The workers of all apps. A pool serves one release of an app; when the app has another release, or other keys, the pool
/// that is not used any more finishes its calls and ends.
/// </summary>
internal sealed class CloudWorkers(
    CloudSettings settings, Func<WorkerLauncher> launcher, IReleaseFolders folders, IAppStore apps, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<CloudWorkers> log) : BackgroundService, ICloudTrial
{
    /// <summary>Workers that one call may outlive before it started anywhere. Scripts that end their worker over and over take others' calls along; only a call that kills by itself meets so many.</summary>
    private const int MaxWorkers = 32;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>Requests that began before a deployment still call the release that they know.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    /// <summary>How long calls are waited for when the server stops.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<PoolKey, WorkerPool> _pools = new();
    private readonly ConcurrentDictionary<Task, WorkerPool> _closing = new();
    private readonly Lazy<WorkerLauncher> _launcher = new(launcher);

    /// <inheritdoc/>
    public async Task<CloudDefinitions> TryAsync(App app, string folder, CancellationToken cancellationToken)
    {
        var worker = await _launcher.Value.StartAsync(app, folder, cancellationToken);
        worker.Kill(null);
        await worker.Ended;
        return worker.Definitions;
    }

    /// <summary>Starts the workers of a release that calls will come to, and returns when one is ready.</summary>
    /// <param name="app">With the release.</param>
    /// <exception cref="ParseException">141: none starts.</exception>
    public async Task WarmAsync(App app, CancellationToken cancellationToken) => await PoolOf(app).TakeAsync(cancellationToken);

    /// <summary>Runs a call in the workers of the app's release.</summary>
    /// <exception cref="ParseException">The script refuses; 124 its time is over; 141 it cannot run, or its worker ended meanwhile.</exception>
    public async Task<CodeAnswer> CallAsync(CodeCall call, CancellationToken cancellationToken)
    {
        var limit = LimitOf(call.Kind);
        var deadline = limit is { } most ? time.GetTimestamp() + (long)(most.TotalSeconds * time.TimestampFrequency) : (long?)null;
        var pool = PoolOf(call.App);
        for (var tried = 0; tried < MaxWorkers; tried++)
        {
            var worker = await TakeAsync(pool, call, deadline, cancellationToken);
            switch (await worker.CallAsync(call, deadline, cancellationToken))
            {
                case AnsweredOutcome answered:
                    return AnswerReader.Read(answered.Result);
                case RefusedOutcome refused:
                    throw refused.Refusal;
            }
        }

        throw CloudFailures.Cannot("its workers end before they begin.");
    }

    /// <summary>A worker that is to answer one HTTP request of the app's own.</summary>
    /// <exception cref="ParseException">141: none starts.</exception>
    public async Task<WebLease> LeaseWebAsync(App app, CancellationToken cancellationToken) =>
        (await PoolOf(app).TakeAsync(cancellationToken)).LeaseWeb();

    /// <summary>The workers of an app's release that are alive.</summary>
    public IReadOnlyList<CloudWorker> WorkersOf(App app) => PoolOf(app).Workers;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var (key, pool) in _pools)
            Close(key, pool);
        await Task.WhenAll(_closing.Keys).WaitAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var pool in _closing.Values)
            pool.Kill();
        await Task.WhenAll(_closing.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var startedOrStopped = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, startedOrStopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var hasWarmed = false;
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                if (!hasWarmed)
                    await WarmAllAsync(stoppingToken);
                hasWarmed = true;
                await TidyAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogWarning(exception, "The workers of Cloud Code are not looked after at the moment");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WarmAllAsync(CancellationToken cancellationToken)
    {
        foreach (var app in await apps.ListAsync(cancellationToken))
        {
            if (app.CloudCode is not null)
                PoolOf(app).Warm();
        }
    }

    /// <summary>Ends pools of what apps were before, and readies those of what they are.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, pool) in _pools)
        {
            var app = await apps.FindAsync(pool.App.Id, cancellationToken);
            if (app?.CloudCode is not null && PoolKey.Of(app) == key)
                continue;
            if (app?.CloudCode is not null)
                PoolOf(app).Warm();
            if (pool.Unused >= Linger)
                Close(key, pool);
        }
    }

    private void Close(PoolKey key, WorkerPool pool)
    {
        if (!_pools.TryRemove(key, out _))
            return;
        var closing = pool.CloseAsync();
        _closing[closing] = pool;
        _ = ForgetAsync();

        async Task ForgetAsync()
        {
            await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _closing.TryRemove(closing, out _);
            pool.Dispose();
        }
    }

    private WorkerPool PoolOf(App app) => _pools.GetOrAdd(PoolKey.Of(app), static (_, made) => made.Self.Make(made.App), (Self: this, App: app));

    private WorkerPool Make(App app) => new(
        app,
        settings.Workers,
        async (of, cancellationToken) => await _launcher.Value.StartAsync(of, await folders.FolderAsync(of, of.CloudCode!.Number, cancellationToken), cancellationToken),
        time);

    private async Task<CloudWorker> TakeAsync(WorkerPool pool, CodeCall call, long? deadline, CancellationToken cancellationToken)
    {
        if (deadline is not { } end)
            return await pool.TakeAsync(cancellationToken);
        var left = time.GetElapsedTime(time.GetTimestamp(), end);
        if (left <= TimeSpan.Zero)
            throw CloudFailures.TimedOut(call.Source);
        try
        {
            return await pool.TakeAsync(cancellationToken).WaitAsync(left, time, CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            throw new ParseException(ErrorCode.Timeout, CloudFailures.TimedOut(call.Source).Message, exception);
        }
    }

    private TimeSpan? LimitOf(CodeKind kind) => kind switch
    {
        CodeKind.Function => settings.FunctionTime,
        CodeKind.Trigger => settings.TriggerTime,
        _ => null,
    };

    /// <summary>What a worker is started with: another of these needs another worker.</summary>
    private readonly record struct PoolKey(string AppId, int Release, AppKeys Keys)
    {
        /// <exception cref="ParseException">141: the app has no release.</exception>
        public static PoolKey Of(App app) => new(app.Id, app.CloudCode?.Number ?? throw CloudFailures.Cannot("nothing is deployed."), app.Keys);
    }
}
