using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Jobs;

/// <summary>Begins and ends runs of jobs, on whichever server they are to run.</summary>
internal sealed class JobRuns(IJobDispatcher dispatcher, IJobStore store, ISchemaRegistry registry, JobQueue queue, RunningJobs running, TimeProvider time)
{
    public static ParseException Unknown() => new(ErrorCode.ScriptFailed, "Invalid job.");

    /// <summary>The names of the jobs that an app has.</summary>
    public IEnumerable<string> Names(App app) => dispatcher.Names(app);

    /// <summary>Puts a run into the queue.</summary>
    /// <param name="parameters">A JSON object.</param>
    /// <returns>The object id of its <c>_JobStatus</c>.</returns>
    /// <exception cref="ParseException">141 no such job, or one that is under way and may not be twice; 121 parameters that no object can hold.</exception>
    public async Task<string> StartAsync(App app, string job, string parameters, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (!dispatcher.Names(app).Contains(job, StringComparer.Ordinal))
            throw Unknown();
        var run = new JobRun(app.Id, ObjectId.New(), job, Storable(parameters), origin, app.Options.Jobs.Of(job));
        if (!await TryStartAsync(app, run, cancellationToken))
            throw new ParseException(ErrorCode.ScriptFailed, $"The job {job} is running already.");
        return run.Id;
    }

    /// <summary>Puts a run into the queue unless another one of the job is in its way.</summary>
    public async Task<bool> TryStartAsync(App app, JobRun run, CancellationToken cancellationToken)
    {
        var classes = await registry.GetAsync(app, cancellationToken);
        if (!ReferenceEquals(JobStatusClass.EnsureIn(classes), classes))
            await registry.ChangeAsync(app, JobStatusClass.EnsureIn, cancellationToken);
        if (!await store.TryAddAsync(app, run, time.GetUtcNow(), cancellationToken))
            return false;

        // Once it is added it runs: if not from this place in the queue, then from the one that the keeper gives it.
        await queue.AddAsync(run, TimeSpan.Zero, CancellationToken.None);
        return true;
    }

    /// <summary>Ends a run.</summary>
    /// <exception cref="ParseException">101 there is none, or it has ended.</exception>
    public async Task CancelAsync(App app, string id, CancellationToken cancellationToken)
    {
        var classes = await registry.GetAsync(app, cancellationToken);
        if (classes.Find(JobStatusClass.Name) is null || !await store.CancelAsync(app, id, JobRunner.CancelledMessage, time.GetUtcNow(), cancellationToken))
            throw new ParseException(ErrorCode.ObjectNotFound, "There is no such run under way.");
        running.End(app.Id, id, JobEnding.Cancelled);
    }

    /// <summary>The same text, when an object's field can hold it.</summary>
    private static string Storable(string parameters)
    {
        using var document = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(parameters));
        ParseJson.Read(document.RootElement);
        return parameters;
    }
}
