using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>Writes viewers: their own user with nothing of it hidden, everything behind it with their rights.</summary>
internal sealed class ViewerReader(IReadExecutor reads, ILogger<ViewerReader> log)
{
    /// <summary>Answers the field <c>viewer</c>.</summary>
    public async Task WriteAsync(OperationAnswer answer, ViewerField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var (start, caller) = (answer.Data.Length, request.Caller);
        try
        {
            if (!await WriteAsync(answer, field, field.Parts, new Viewer(caller.Principal, caller.SessionToken!), request, [], cancellationToken))
                answer.Null(field);
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Data.Truncate(start);
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }

    /// <param name="at">The viewer's place below the field.</param>
    /// <returns>False when an error in the user leaves no viewer: it is noted, and nothing is written.</returns>
    /// <exception cref="ParseException">209 the user is gone.</exception>
    public async Task<bool> WriteAsync(
        OperationAnswer answer, RootField field, ImmutableArray<ViewerPart> parts, Viewer viewer, OperationRequest request, ImmutableArray<object> at, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        answer.Raw("{");
        foreach (var part in parts)
        {
            if (!ReferenceEquals(part, parts[0]))
                answer.Raw(",");
            answer.Raw($"\"{part.Key}\":");
            switch (part)
            {
                case ConstantViewerPart constant:
                    answer.Raw(constant.Json);
                    break;
                case TokenPart:
                    // A token of ours needs no escaping.
                    answer.Raw($"\"{viewer.SessionToken}\"");
                    break;
                case UserPart user when !await WriteUserAsync(answer, field, user, viewer, request, at.Add(user.Key), cancellationToken):
                    answer.Data.Truncate(start);
                    return false;
            }
        }

        answer.Raw("}");
        return true;
    }

    private async Task<bool> WriteUserAsync(
        OperationAnswer answer, RootField field, UserPart user, Viewer viewer, OperationRequest request, ImmutableArray<object> at, CancellationToken cancellationToken)
    {
        var read = user.Read ?? reads.Compile(request.Runtime.Schema.Snapshot, AccessGate.AuthorizeSelf(user.Plan, viewer.Principal));
        var variables = new Dictionary<string, object?>(request.Scope.Variables) { [VariableOperand.WrittenId] = new ScalarInput(new StringValue(viewer.Principal.UserId!)) };
        using var rows = new RowBuffer();
        await reads.ExecuteAsync(request.Caller.App, [read], new ReadContext(viewer.Principal, variables) { FilesUrl = request.Caller.FilesUrl }, [rows], cancellationToken);
        if (rows.Rows == 0)
            throw Refusals.InvalidSessionToken();

        QueryRunner.Denied(answer, field, read, at);
        var json = answer.Object(field, rows.Cell(0), rows.HasMissing, at);
        if (json.SequenceEqual("null"u8))
            return false;
        answer.Raw(json);
        return true;
    }
}
