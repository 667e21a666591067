using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Triggers;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Runs the fields of queries.</summary>
internal sealed class QueryRunner(IReadExecutor reads, FieldRunner runner, ViewerReader viewer, TriggeredReader triggered, ILogger<QueryRunner> log)
{
    /// <exception cref="Core.Schema.SchemaChangedException">The plan is out of date.</exception>
    public Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        // An argument that only shows to be wrong with its value is refused here, so that one field does not fail all.
        var fields = plan.Fields.Select(field => Checked(field, request)).ToArray();
        return new QueryRun(this, reads, answer, fields, request).RunAsync(cancellationToken);
    }

    public RefusedField Refused(RootField field, Exception exception) => RefusedField.Of(field, FieldErrors.Refusal(exception, log));

    public async ValueTask WriteAsync(OperationAnswer answer, RootField field, OperationRequest request, RowBuffer? rows, CancellationToken cancellationToken)
    {
        switch (field)
        {
            case ViewerField own:
                await viewer.WriteAsync(answer, own, request, cancellationToken);
                break;
            case TriggeredField watched:
                await triggered.WriteAsync(answer, watched, request, cancellationToken);
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

    private RootField Checked(RootField field, OperationRequest request)
    {
        try
        {
            var counted = runner.Counted(field, request);
            if (counted is ConnectionField { Paging: var paging })
                paging.Resolve(request.Scope.Variables);
            if (counted is TriggeredField { Paging: { } watched })
                watched.Resolve(request.Scope.Variables);
            return counted;
        }
        catch (ParseException refusal)
        {
            return RefusedField.Of(field, refusal);
        }
    }
}
