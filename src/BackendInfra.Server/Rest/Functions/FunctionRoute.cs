using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Functions;

/// <summary><c>POST /functions/name</c> → <c>{"result":…}</c> (reference §9).</summary>
internal static class FunctionRoute
{
    public static RestRoute[] All => [new("POST", "functions/{name}", RouteLevel.Anyone, RunAsync) { TakesQuery = true }];

    /// <exception cref="ParseException">141 no such function, or what the function refuses; 105 a key that no parameter may have.</exception>
    private static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        var call = new FunctionCall(caller.App, request.Match.Name, caller.Principal, caller.Origin, FunctionParameters.Read(request.Body, request.Parameters)) 
        {
            Transaction = request.Data.Transaction,
            Respond = (status, headers) => FunctionResponse.Apply(request.Answer, status, headers),
        };
        var result = await request.Data.Services.Functions.RunAsync(call, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            if (result is { } value)
            {
                json.WritePropertyName("result");
                value.WriteTo(json);
            }

            json.WriteEndObject();
        });
    }
}
