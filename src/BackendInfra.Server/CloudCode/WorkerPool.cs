using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode;

/// <summary>
/// The workers of one release of one app. It keeps as many as it should have: one that ends, is retired or does not answer is
/// replaced at once; when they end over and over without an answer to any call, ever more slowly.
/// </summary>
/// <param name="start">Starts one worker.</param>
/// <param name="size">How many workers there should be.</param>
internal sealed class WorkerPool(App app, int size, Func<App, CancellationToken, Task<CloudWorker>> start, TimeProvider time) : IDisposable
{
    /// <summary>Failures in a row that are taken for accidents.</summary>
    private const int Forgiven = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly HashSet<CloudWorker> _workers = [];
    private readonly HashSet<Task> _lives = [];
    private TaskCompletionSource _changed = New();
    private ParseException? _error;
    private int _starting, _failures, _failedStarts;
    private long? _pausedSince;
    private long _lastUse = time.GetTimestamp();

    public App App { get; } = app;

    /// <summary>How long nobody has used it.</summary>
    public TimeSpan Unused => time.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>Processes of workers that are alive, for tests.</summary>
    public IReadOnlyList<CloudWorker> Workers
    {
        get
        {
            lock (_lock)
                return [.. _workers];
        }
    }

    /// <summary>Starts what is missing, without waiting for it.</summary>
    public void Warm()
    {
        lock (_lock)
            Fill();
    }

    /// <summary>The least busy worker; waits for one that is just starting.</summary>
    /// <exception cref="ParseException">141: none starts; with the error of the last one that tried.</exception>
    public async Task<CloudWorker> TakeAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastUse, time.GetTimestamp());
        var seen = -1;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                _closed.Token.ThrowIfCancellationRequested();
                Fill();
                if (_workers.Where(worker => worker.IsAvailable).MinBy(worker => worker.InFlight) is { } free)
                    return free;

                // Who has waited for a start that failed is told; who comes while starts pause, too.
                if (_starting == 0 && _error is { } error && (IsPaused || (seen >= 0 && seen != _failedStarts)))
                    throw new ParseException(error.Code, error.Message, error);
                if (seen < 0)
                    seen = _failedStarts;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets the workers finish their calls, and end.</summary>
    /// <returns>Completes when they have ended.</returns>
    public Task CloseAsync()
    {
        Task[] lives;
        lock (_lock)
        {
            _closed.Cancel();
            foreach (var worker in _workers)
                worker.Retire(null);
            lives = [.. _lives];
            Pulse();
        }

        return Task.WhenAll(lives);
    }

    /// <summary>Ends the workers with their calls.</summary>
    public void Kill()
    {
        foreach (var worker in Workers)
            worker.Kill(null);
    }

    /// <summary>Only after <see cref="CloseAsync"/> has completed.</summary>
    public void Dispose() => _closed.Dispose();

    private bool IsPaused => _pausedSince is { } since && time.GetElapsedTime(since) < Pause;

    private TimeSpan Pause => _failures <= Forgiven ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_failures - Forgiven - 1, 16)));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Fill()
    {
        if (IsPaused || _closed.IsCancellationRequested)
            return;
        for (var missing = size - _starting - _workers.Count(worker => worker.IsAvailable); missing > 0; missing--)
        {
            _starting++;
            Life life = new();
            life.Task = LiveAsync(life);
            if (!life.Task.IsCompleted)
                _lives.Add(life.Task);
        }
    }

    private async Task LiveAsync(Life life)
    {
        await Task.Yield();
        try
        {
            var worker = await start(App, _closed.Token);
            Started(worker);
            await worker.Ended;
            Ended(worker);
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _starting--;
                _failedStarts++;
                Fail(exception as ParseException ?? CloudFailures.Cannot("its worker does not start.", exception));
                Pulse();
            }
        }

        lock (_lock)
            _lives.Remove(life.Task!);
    }

    private void Started(CloudWorker worker)
    {
        lock (_lock)
        {
            _starting--;
            _workers.Add(worker);
            worker.Changed = OnChanged;
            if (_closed.IsCancellationRequested)
                worker.Retire(null);
            Pulse();
        }
    }

    private void Ended(CloudWorker worker)
    {
        lock (_lock)
        {
            _workers.Remove(worker);
            if (worker.HasAnswered)
                (_failures, _pausedSince, _error) = (0, null, null);
            else if (worker.EndReason is { } reason)
                Fail(CloudFailures.Cannot($"{reason}."));
            Fill();
            Pulse();
        }
    }

    private void Fail(ParseException error)
    {
        _failures++;
        _error = error;
        _pausedSince = time.GetTimestamp();
    }

    /// <summary>A worker does not answer, and another starts; or it answers again, and there may be one too many.</summary>
    private void OnChanged()
    {
        lock (_lock)
        {
            Fill();
            var available = _workers.Where(worker => worker.IsAvailable).ToArray();
            if (available.Length > size)
                available.MinBy(worker => worker.InFlight)!.Retire(null);
            Pulse();
        }
    }

    private void Pulse()
    {
        _changed.SetResult();
        _changed = New();
    }

    private sealed class Life
    {
        public Task? Task { get; set; }
    }
}
