using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;

namespace BackendInfra.Server.Tests.Jobs;

/// <summary>Jobs that are C# handlers of a test, the same on all of its servers.</summary>
internal sealed class JobCode : IJobDispatcher
{
    public delegate Task<string?> Handler(JobCall call, Func<string, Task> report, CancellationToken cancellationToken);

    private readonly ConcurrentDictionary<string, Handler> _handlers = new(StringComparer.Ordinal);

    /// <summary>Every run that has begun, in any order.</summary>
    public ConcurrentBag<JobCall> Calls { get; } = [];

    public Handler this[string name]
    {
        set => _handlers[name] = value;
    }

    /// <summary>As after a release that has the job no more.</summary>
    public void Remove(string name) => _handlers.TryRemove(name, out _);

    public IEnumerable<string> Names(App app) => _handlers.Keys.Order(StringComparer.Ordinal);

    public Task<string?> RunAsync(JobCall call, Func<string, Task> report, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        return _handlers.TryGetValue(call.Name, out var handler) ? handler(call, report, cancellationToken) : throw new ParseException(ErrorCode.ScriptFailed, "Invalid job.");
    }
}
