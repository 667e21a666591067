using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>One query: all reads in one round trip, then everything written in the order of the fields. A long list is sent while it is read.</summary>
internal sealed class QueryRun(QueryRunner runner, IReadExecutor reads, OperationAnswer answer, RootField[] fields, OperationRequest request)
{
    private readonly bool _isNull = fields.Any(field => field is RefusedField { IsNonNull: true });
    private readonly RowBuffer?[] _sinks = new RowBuffer?[fields.Length];

    /// <summary>The first field that is not written yet.</summary>
    private int _next;

    /// <summary>Where the value begins that is being written.</summary>
    private long _valueStart;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < fields.Length; i++)
                _sinks[i] = ReadOf(fields[i]) is null || _isNull ? null : new RowBuffer { Stream = StreamOf(i) };
            await ReadAsync(cancellationToken);
            request.Trace?.End(TraceStage.Execute);
            await WriteUntilAsync(fields.Length, cancellationToken);
            request.Trace?.End(TraceStage.Write);
        }
        finally
        {
            foreach (var sink in _sinks)
                sink?.Dispose();
        }
    }

    /// <summary>
    /// How a field can be sent while it is read: only when nothing can make the data null any more. So all fields must be
    /// reads or known, and it must be the last read; its own missing values stay inside of it.
    /// </summary>
    private ConnectionStream? StreamOf(int i)
    {
        if (!answer.CanStream || fields[i] is not ConnectionField field || !ConnectionStream.CanWrite(field))
            return null;
        var canNull = fields.Any(other => other is not (ConstantField or RefusedField or ObjectField or ConnectionField or SummaryField)) || fields.Skip(i + 1).Any(other => ReadOf(other) is not null);
        return canNull ? null : new ConnectionStream(answer, field, field.Paging.Resolve(request.Scope.Variables).Limit, token => BeginAsync(i, token));
    }

    /// <summary>Writes what stands in front of a field's value. The reads of those fields are done: rows come in the order of the fields.</summary>
    private async ValueTask BeginAsync(int i, CancellationToken cancellationToken)
    {
        await WriteUntilAsync(i, cancellationToken);
        if (answer.IsNull)
            return;
        var field = (ConnectionField)fields[i];
        answer.Key(field.Key);
        _valueStart = answer.Written;
        QueryRunner.Denied(answer, field, field.Read);
    }

    private async ValueTask WriteUntilAsync(int end, CancellationToken cancellationToken)
    {
        for (; _next < end; _next++)
        {
            var (field, rows) = (fields[_next], _sinks[_next]);

            // Data that will be null is not worth reading; the errors are all told.
            if (_isNull && field is not RefusedField)
                continue;
            if (rows?.Stream is { HasBegun: true } stream)
            {
                if (!answer.IsNull)
                    stream.Complete(rows);
            }
            else
            {
                answer.Key(field.Key);
                _valueStart = answer.Written;
                await runner.WriteAsync(answer, field, request, rows, cancellationToken);
            }

            request.Trace?.Field(field.Key, rows?.Rows, answer.Written - _valueStart);
        }
    }

    /// <summary>Runs all reads in one round trip. When it fails, each runs alone, to tell which fields are to blame.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var runs = Enumerable.Range(0, fields.Length).Where(i => _sinks[i] is not null).ToArray();
        if (runs.Length == 0)
            return;
        var context = new ReadContext(request.Caller.Principal, request.Scope.Variables) { FilesUrl = request.Caller.FilesUrl };
        try
        {
            await reads.ExecuteAsync(request.Caller.App, [.. runs.Select(i => ReadOf(fields[i])!)], context, [.. runs.Select(i => _sinks[i]!)], cancellationToken);
        }
        catch (Exception exception) when (IsTold(exception) && runs.Length == 1)
        {
            Refuse(runs[0], exception);
        }
        catch (Exception exception) when (IsTold(exception))
        {
            foreach (var i in runs)
            {
                try
                {
                    _sinks[i]!.Clear();

                    // The fields behind may fail, and then there is no data.
                    _sinks[i]!.Stream = null;
                    await reads.ExecuteAsync(request.Caller.App, [ReadOf(fields[i])!], context, [_sinks[i]!], cancellationToken);
                }
                catch (Exception single) when (IsTold(single))
                {
                    Refuse(i, single);
                }
            }
        }
    }

    /// <summary>Whether an exception can become an error of a field. Once a part of the answer is sent it cannot: the connection is aborted.</summary>
    private bool IsTold(Exception exception) => !_sinks.Any(sink => sink?.Stream is { HasBegun: true }) && FieldErrors.IsFieldError(exception);

    private void Refuse(int i, Exception exception) => fields[i] = runner.Refused(fields[i], exception);

    private static CompiledRead? ReadOf(RootField field) => field switch
    {
        ObjectField one => one.Read,
        ConnectionField page => page.Read,
        SummaryField summary => summary.Read,
        _ => null,
    };
}
