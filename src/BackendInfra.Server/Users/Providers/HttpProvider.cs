using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Users.Providers;

/// <summary>
/// Asks an address of the operator's: it gets <c>{"provider":…,"authData":…}</c> and answers 2xx for a user who is right.
/// When it answers an object with an <c>id</c>, that must be the user's.
/// </summary>
internal sealed class HttpProvider(AuthHttp http) : IAuthProvider
{
    public string Kind => "http";

    public async Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken)
    {
        var asked = ParseJsonText.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("provider", claim.Provider);
            json.WritePropertyName("authData");
            ParseJsonWriter.WriteWire(json, claim.Data);
            json.WriteEndObject();
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, AuthHttp.RequireUrl(claim, claim.Options.Url))
        {
            Content = new StringContent(asked, Encoding.UTF8, "application/json"),
        };
        if (claim.Options.ClientSecret is { } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        var answer = await http.AskAsync(claim, request, cancellationToken);
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("id", out var id) && !(id.ValueKind == JsonValueKind.String && id.GetString() == claim.Id))
            throw claim.Invalid();
    }
}
