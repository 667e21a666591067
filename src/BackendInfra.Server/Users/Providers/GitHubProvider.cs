using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Asks GitHub whose an access token is, and whether it was made for this app: a token of another app counts for nothing.</summary>
internal sealed class GitHubProvider(AuthHttp http) : IAuthProvider
{
    public string Kind => "github";

    public async Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken)
    {
        var (clientId, secret) = (claim.RequireClientIds()[0], claim.Options.ClientSecret ?? throw claim.NotSetUp());
        var service = AuthHttp.RequireUrl(claim, claim.Options.Url ?? "https://api.github.com").ToString().TrimEnd('/');
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{service}/applications/{Uri.EscapeDataString(clientId)}/token")
        {
            Content = JsonContent.Create(new { access_token = claim.RequireText("access_token") }),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}"))) },
        };
        var answer = await http.AskAsync(claim, request, cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("user", out var user) || user.ValueKind != JsonValueKind.Object
            || !user.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var number)
            || number.ToString(CultureInfo.InvariantCulture) != claim.Id)
        {
            throw claim.Invalid();
        }
    }
}
