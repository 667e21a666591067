using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Tracing;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Runs the fields of a query: all reads in one round trip, then everything written in the order of the fields.</summary>
internal sealed class QueryRunner(IReadExecutor reads, FieldRunner runner, ViewerReader viewer, ILogger<QueryRunner> log)
{
    /// <exception cref="Core.Schema.SchemaChangedException">The plan is out of date.</exception>
    public async Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        // An argument that only shows to be wrong with its value is refused here, so that one field does not fail all.
        var fields = plan.Fields.Select(field => Checked(field, request)).ToArray();
        var isNull = fields.Any(field => field is RefusedField { IsNonNull: true });
        var sinks = fields.Select(field => Read(field) is null || isNull ? null : new RowBuffer()).ToArray();
        try
        {
            await ReadAsync(fields, sinks, request, cancellationToken);
            request.Trace?.End(TraceStage.Execute);
            for (var i = 0; i < fields.Length; i++)
            {
                // Data that will be null is not worth reading; the errors are all told.
                if (isNull && fields[i] is not RefusedField)
                    continue;
                answer.Key(fields[i].Key);
                var start = answer.Data.Length;
                await WriteAsync(answer, fields[i], request, sinks[i], cancellationToken);
                request.Trace?.Field(fields[i].Key, sinks[i]?.Rows, answer.Data.Length - start);
            }

            request.Trace?.End(TraceStage.Write);
        }
        finally
        {
            foreach (var sink in sinks)
                sink?.Dispose();
        }
    }

    /// <summary>Runs all reads in one round trip. When it fails, each runs alone, to tell which fields are to blame.</summary>
    private async Task ReadAsync(RootField[] fields, RowBuffer?[] sinks, OperationRequest request, CancellationToken cancellationToken)
    {
        var runs = Enumerable.Range(0, fields.Length).Where(i => sinks[i] is not null).ToArray();
        if (runs.Length == 0)
            return;
        var context = new ReadContext(request.Caller.Principal, request.Scope.Variables) { FilesUrl = request.Caller.FilesUrl };
        try
        {
            await reads.ExecuteAsync(request.Caller.App, [.. runs.Select(i => Read(fields[i])!)], context, [.. runs.Select(i => sinks[i]!)], cancellationToken);
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception) && runs.Length == 1)
        {
            Refuse(runs[0], exception);
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            foreach (var i in runs)
            {
                try
                {
                    sinks[i]!.Clear();
                    await reads.ExecuteAsync(request.Caller.App, [Read(fields[i])!], context, [sinks[i]!], cancellationToken);
                }
                catch (Exception single) when (FieldErrors.IsFieldError(single))
                {
                    Refuse(i, single);
                }
            }
        }

        void Refuse(int i, Exception exception) =>
            fields[i] = RefusedField.Of(fields[i], FieldErrors.Refusal(exception, log));
    }

    private static CompiledRead? Read(RootField field) => field switch
    {
        ObjectField one => one.Read,
        ConnectionField page => page.Read,
        SummaryField summary => summary.Read,
        _ => null,
    };

    private RootField Checked(RootField field, OperationRequest request)
    {
        try
        {
            var counted = runner.Counted(field, request);
            if (counted is ConnectionField { Paging: var paging })
                paging.Resolve(request.Scope.Variables);
            return counted;
        }
        catch (ParseException refusal)
        {
            return RefusedField.Of(field, refusal);
        }
    }

    private async ValueTask WriteAsync(OperationAnswer answer, RootField field, OperationRequest request, RowBuffer? rows, CancellationToken cancellationToken)
    {
        switch (field)
        {
            case ViewerField own:
                await viewer.WriteAsync(answer, own, request, cancellationToken);
                break;
            case ObjectField one when rows!.Rows == 0:
                answer.Fail(one, Refusals.ObjectNotFound());
                break;
            case ObjectField one:
                Denied(answer, one, one.Read);
                Write(answer, one, rows);
                break;
            case ConnectionField page:
                Denied(answer, page, page.Read);
                new ConnectionWriter(answer, page, rows!, request.Scope.Variables).Write();
                break;
            case SummaryField summary:
                foreach (var denied in summary.Read.Read.Denied)
                    answer.Deny(summary, denied with { Path = denied.Path.RemoveAt(0) });
                answer.Raw(answer.Object(summary, rows!.SummaryText(0), rows.HasMissing));
                break;
            case var other when !await runner.TryWriteAsync(answer, other, request, cancellationToken):
                throw new InvalidOperationException($"{other.GetType().Name} is no field of a query.");
        }
    }

    public static void Write(OperationAnswer answer, RootField field, RowBuffer rows, params ImmutableArray<object> at)
    {
        var json = answer.Object(field, rows.Cell(0), rows.HasMissing, at);
        if (json.SequenceEqual("null"u8))
            answer.Null(field);
        else
            answer.Raw(json);
    }

    public static void Denied(OperationAnswer answer, RootField field, CompiledRead read, params ImmutableArray<object> at)
    {
        foreach (var denied in read.Read.Denied)
            answer.Deny(field, denied, at);
    }
}
