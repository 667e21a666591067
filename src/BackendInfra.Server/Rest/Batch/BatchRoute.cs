using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest.Batch;

/// <summary>
/// <c>POST /batch</c>: several requests with one caller, in their order (reference §13). By themselves each succeeds or
/// fails; in a transaction all of them happen, or nothing.
/// </summary>
internal static class BatchRoute
{
    private static readonly ParseException RolledBack =
        new(ErrorCode.OtherCause, "Not done, because another request of the transaction failed.");

    /// <exception cref="ParseException">107 malformed, 155 too many requests.</exception>
    public static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var items = Items(request);
        var results = IsTransaction(request.Body)
            ? await TogetherAsync(request, items, cancellationToken)
            : await OneByOneAsync(request, items, cancellationToken);
        request.Answer.Write(json => Write(json, results));
    }

    private static async Task<List<BatchResult>> OneByOneAsync(RestRequest batch, List<BatchItem> items, CancellationToken cancellationToken)
    {
        var results = new List<BatchResult>(items.Count);
        foreach (var item in items)
        {
            try
            {
                results.Add(BatchResult.Success(await RunAsync(batch, item, batch.Data, cancellationToken)));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What came before has happened, so the client must hear of it, whatever went wrong here.
                results.Add(BatchResult.Failure(exception as ParseException ?? Unexpected(batch, exception)));
            }
        }

        return results;
    }

    private static async Task<List<BatchResult>> TogetherAsync(RestRequest batch, List<BatchItem> items, CancellationToken cancellationToken)
    {
        var services = batch.Data.Services;
        var running = -1;
        try
        {
            return await services.Store.InTransactionAsync(
                batch.Caller.App,
                async transaction =>
                {
                    var data = new RestData(services, batch.Caller, transaction);
                    var results = new List<BatchResult>(items.Count);
                    for (running = 0; running < items.Count; running++)
                        results.Add(BatchResult.Success(await RunAsync(batch, items[running], data, cancellationToken)));
                    return results;
                },
                cancellationToken);
        }
        catch (ParseException refusal) when (running >= 0 && running < items.Count && ErrorAnswer.StatusOf(refusal) < StatusCodes.Status500InternalServerError)
        {
            batch.Answer.Status = StatusCodes.Status400BadRequest;
            return [.. items.Select((_, index) => BatchResult.Failure(index == running ? refusal : RolledBack))];
        }
    }

    private static async Task<byte[]> RunAsync(RestRequest batch, BatchItem item, RestData data, CancellationToken cancellationToken)
    {
        using var buffer = new ResponseBuffer();
        var match = item.Route(batch.Mount);
        var request = new RestRequest
        {
            Match = match,
            Path = item.Path[batch.Mount.Length..],
            Caller = batch.Caller,
            Mount = batch.Mount,
            ServerUrl = batch.ServerUrl,
            Body = item.Body,
            Parameters = item.Method == HttpMethods.Get ? RestParameters.Of(null, item.Body) : RestParameters.None,
            Data = data,
            Answer = new RestAnswer(buffer),
        };
        await RestDispatcher.RunAsync(request, cancellationToken);
        return request.Answer.Stream is null
            ? buffer.WrittenSpan.ToArray()
            : throw new ParseException(ErrorCode.CommandUnavailable, "A stream cannot be part of a batch.");
    }

    private static List<BatchItem> Items(RestRequest request)
    {
        if (request.Body.Find("requests") is not { ValueKind: JsonValueKind.Array } requests)
            throw Refusals.InvalidJson("requests must be an array");

        var limit = request.Caller.App.Options.Limits.BatchRequests;
        return requests.GetArrayLength() <= limit || request.Caller.Principal.MayWriteAnything
            ? [.. requests.EnumerateArray().Select(BatchItem.Read)]
            : throw new ParseException(ErrorCode.RequestLimitExceeded, $"A batch may hold at most {limit} requests.");
    }

    private static bool IsTransaction(RestBody body) => body.Find("transaction")?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Refusals.InvalidJson("transaction must be true or false"),
    };

    private static ParseException Unexpected(RestRequest batch, Exception exception)
    {
        batch.Data.Services.Log.LogError(exception, "A request of a batch failed.");
        return new ParseException(ErrorCode.InternalServerError, "Internal server error.");
    }

    private static void Write(Utf8JsonWriter json, List<BatchResult> results)
    {
        json.WriteStartArray();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WritePropertyName(result.Refusal is null ? "success" : "error");
            if (result.Refusal is null)
                json.WriteRawValue(result.Body, skipInputValidation: true);
            else
                ErrorAnswer.WriteObject(json, result.Refusal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
