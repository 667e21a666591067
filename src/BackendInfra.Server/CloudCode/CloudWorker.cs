using System.Collections.Concurrent;
using System.Text.Json;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode.Frames;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>
/// One worker that has loaded its script. It is watched while it lives: its heartbeat, its memory, the time of its calls, its process.
/// </summary>
internal sealed class CloudWorker
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(1);
    private const int MaxMessageLength = 2000;

    private readonly WorkerProcess _process;
    private readonly FrameConnection _connection;
    private readonly WorkerLog _log;
    private readonly CloudSettings _settings;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, PendingCall> _calls = new();
    private long _lastId, _lastStarted;
    private int _webRequests;
    private bool _isToldToStop;
    private long? _pinged;
    private long _lastPing;
    private long? _retired;
    private volatile bool _isEnding, _hasEnded;

    /// <param name="definitions">What its script defines.</param>
    public CloudWorker(WorkerProcess process, FrameConnection connection, CloudDefinitions definitions, WorkerLog log, CloudSettings settings, TimeProvider time)
    {
        (_process, _connection, _log, _settings, _time) = (process, connection, log, settings, time);
        Definitions = definitions;
        Ended = RunAsync();
    }

    public CloudDefinitions Definitions { get; }

    /// <summary>The Unix socket where it answers HTTP requests, if its script does; those who send any hold a <see cref="WebLease"/>.</summary>
    public required string WebSocket { get; init; }

    public int ProcessId => _process.Id;

    /// <summary>Calls and HTTP requests that it has not answered.</summary>
    public int InFlight => _calls.Count + Volatile.Read(ref _webRequests);

    /// <summary>Whether it leaves the heartbeat unanswered, so that no new calls go there.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Whether it takes no new calls and ends after those that it has.</summary>
    public bool IsRetired { get; private set; }

    public bool IsAvailable => !IsBlocked && !IsRetired && !_isEnding;

    /// <summary>Why it ended, or is about to; null for one that was told to.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Whether it has answered any call.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Completes when the process has ended and all of its calls with it.</summary>
    public Task Ended { get; }

    /// <summary>Called when it became available, or stopped being so.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Runs a call here.</summary>
    /// <param name="deadline">The time stamp when its time is over; null for a job.</param>
    /// <exception cref="ParseException">116 the call is too large.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone; the script is told.</exception>
    public async Task<CloudOutcome> CallAsync(CodeCall call, long? deadline, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var pending = new PendingCall(call, deadline);
        _calls[id] = pending;
        try
        {
            _connection.Send((id, call), WriteCall);
        }
        catch (ParseException)
        {
            _calls.TryRemove(id, out _);
            throw;
        }

        // It may have ended between being chosen and being called.
        if (_hasEnded)
            EndCall(id, pending);
        try
        {
            var outcome = await pending.Ended.WaitAsync(cancellationToken);
            await pending.Reported;
            return outcome;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            pending.Deadline ??= _time.GetTimestamp();
            Cancel(id, pending, NotStartedOutcome.Instance);
            throw;
        }
    }

    /// <summary>Counts an HTTP request that is about to be sent to it.</summary>
    public WebLease LeaseWeb()
    {
        Interlocked.Increment(ref _webRequests);
        return new WebLease(WebSocket, () => Interlocked.Decrement(ref _webRequests));
    }

    /// <summary>Lets it finish its calls, and end.</summary>
    /// <param name="reason">Why; null when nothing is wrong with it.</param>
    public void Retire(string? reason)
    {
        if (IsRetired)
            return;
        EndReason = reason;
        _retired = _time.GetTimestamp();
        IsRetired = true;
        StopIfIdle();
        if (reason is not null)
            _log.Write(AppLogLevel.Warn, WorkerLog.Own, $"A worker is replaced: {reason}.");
        Changed();
    }

    /// <summary>Ends it at once, with all of its calls.</summary>
    /// <param name="reason">Why; null when nothing is wrong with it.</param>
    public void Kill(string? reason)
    {
        IsRetired |= reason is null;
        EndReason ??= reason;
        _process.Kill();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        using var end = new CancellationTokenSource();
        var reading = ReadAsync(end.Token);
        var watching = WatchAsync(end.Token);
        await Task.WhenAny(reading, _process.Exited);

        _isEnding = true;

        // What it still had sent is read. Then nothing more can come, and those who wait learn it at once.
        await reading.WaitAsync(Tick).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hasEnded = true;
        foreach (var (id, pending) in _calls)
            EndCall(id, pending);
        Changed();
        await _process.Exited.WaitAsync(Tick).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!IsRetired)
            EndReason ??= _process.Exited.IsCompleted ? _process.ExitReason : "it closed its connection";
        await end.CancelAsync();
        await _process.DisposeAsync();
        await _connection.DisposeAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (EndReason is not null && !IsRetired)
            _log.Write(AppLogLevel.Error, WorkerLog.Own, $"A worker has ended: {EndReason}.");
    }

    private void EndCall(long id, PendingCall pending)
    {
        _calls.TryRemove(id, out _);
        pending.End(!pending.HasStarted ? NotStartedOutcome.Instance
            : new RefusedOutcome(IsBlocked && id == _lastStarted ? CloudFailures.TimedOut(pending.Call.Source) : CloudFailures.Lost()));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _connection.ReadAsync(cancellationToken) is { } frame)
                Take(frame);
        }
        catch (BadFrameException exception)
        {
            Kill(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has ended, or is told to.
        }
    }

    private void Take(WorkerFrame frame)
    {
        switch (frame)
        {
            case ResultFrame result when _calls.TryRemove(result.Id, out var pending):
                HasAnswered = true;
                pending.End(new AnsweredOutcome(result));
                break;
            case ErrorFrame error when _calls.TryRemove(error.Id, out var pending):
                HasAnswered = true;
                pending.End(new RefusedOutcome(Refusal(error)));
                break;
            case StartedFrame started when _calls.TryGetValue(started.Id, out var pending):
                _lastStarted = started.Id;
                pending.HasStarted = true;
                break;
            case LogFrame line:
                var call = line.Call is { } id && _calls.TryGetValue(id, out var around) ? around.Call : null;
                _log.Write(line.Level, line.Source ?? call?.Source ?? WorkerLog.Own, line.Message, call);
                break;
            case ProgressFrame progress when _calls.TryGetValue(progress.Id, out var pending):
                pending.Report(Short(progress.Message));
                break;
            case PongFrame:
                _pinged = null;
                if (IsBlocked)
                {
                    IsBlocked = false;
                    Changed();
                }

                break;

            // An answer to a call that nobody waits for any more, or of a kind that only a start has.
            default:
                break;
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            WatchHeartbeat();
            WatchMemory();
            WatchTime();
        }
    }

    private void WatchHeartbeat()
    {
        if (_pinged is { } since)
        {
            var silence = _time.GetElapsedTime(since);
            if (silence >= _settings.MaxBlocked)
            {
                Kill($"it did nothing but one thing for {_settings.MaxBlocked.TotalSeconds} seconds");
            }
            else if (silence >= PingPeriod && !IsBlocked)
            {
                IsBlocked = true;
                Changed();
            }
        }
        else if (InFlight > 0 && _time.GetElapsedTime(_lastPing) >= PingPeriod)
        {
            _lastPing = _time.GetTimestamp();
            _pinged = _lastPing;
            _connection.Send("ping", WriteType);
        }
    }

    private void WatchMemory()
    {
        if (_process.ResidentBytes > (long)_settings.MemoryMegabytes << 20)
            Kill($"it used more than {_settings.MemoryMegabytes} MB of memory");
    }

    /// <remarks>What a call holds that goes on long after its time is given back only when the worker ends, after the others' calls.</remarks>
    private void WatchTime()
    {
        var now = _time.GetTimestamp();
        foreach (var (id, pending) in _calls)
        {
            if (pending.Deadline is not { } deadline || now < deadline)
                continue;
            if (!pending.IsOver)
                Cancel(id, pending, new RefusedOutcome(CloudFailures.TimedOut(pending.Call.Source)));
            else if (_time.GetElapsedTime(deadline, now) >= _settings.MaxBlocked)
                Retire($"the {pending.Call.Source} did not end when its time was over");
        }

        if (_retired is not { } since)
            return;
        StopIfIdle();
        var retired = _time.GetElapsedTime(since, now);
        if (retired >= _settings.MaxBlocked && _calls.Values.All(pending => pending.IsOver) && (Volatile.Read(ref _webRequests) == 0 || retired >= _settings.FunctionTime + _settings.MaxBlocked))
            Kill(EndReason);
    }

    /// <summary>The worker itself knows of its calls, and ends after them, but not of HTTP requests.</summary>
    private void StopIfIdle()
    {
        if (_isToldToStop || Volatile.Read(ref _webRequests) > 0)
            return;
        _isToldToStop = true;
        _connection.Send("stop", WriteType);
    }

    private void Cancel(long id, PendingCall pending, CloudOutcome outcome)
    {
        if (pending.End(outcome))
            _connection.Send(id, static (json, call) =>
            {
                json.WriteString("type", "cancel");
                json.WriteNumber("id", call);
            });
    }

    /// <remarks>Whatever its code, a script's refusal is no failure of this server.</remarks>
    private static ParseException Refusal(ErrorFrame error)
    {
        var code = error.Code == 0 ? ErrorCode.ScriptFailed : (ErrorCode)error.Code;
        return new ParseException(code, Short(error.Message)) { HttpStatus = code == ErrorCode.InternalServerError ? StatusCodes.Status400BadRequest : null };
    }

    private static string Short(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];

    private static void WriteType(Utf8JsonWriter json, string type) => json.WriteString("type", type);

    private static string KindName(CodeKind kind) => kind switch
    {
        CodeKind.Function => "function",
        CodeKind.Trigger => "trigger",
        _ => "job",
    };

    private static void WriteCall(Utf8JsonWriter json, (long Id, CodeCall Call) sent)
    {
        json.WriteString("type", "call");
        json.WriteNumber("id", sent.Id);
        json.WriteString("kind", KindName(sent.Call.Kind));
        json.WriteNumber("depth", sent.Call.Origin.Depth);
        if (sent.Call.Transaction is { } transaction)
            json.WriteString("transaction", transaction);
        if (sent.Call.Origin.RequestId is { } requestId)
            json.WriteString("requestId", requestId);
        json.WritePropertyName("body");
        json.WriteRawValue(sent.Call.Body.Span, skipInputValidation: true);
    }
}
