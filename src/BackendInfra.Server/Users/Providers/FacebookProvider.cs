using System.Text.Json;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Asks Facebook whose an access token is, and whether it was made for one of this app's ids.</summary>
internal sealed class FacebookProvider(AuthHttp http) : IAuthProvider
{
    public string Kind => "facebook";

    public async Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken)
    {
        var (clientIds, secret) = (claim.RequireClientIds(), claim.Options.ClientSecret ?? throw claim.NotSetUp());
        var service = AuthHttp.RequireUrl(claim, claim.Options.Url ?? "https://graph.facebook.com").ToString().TrimEnd('/');
        var token = Uri.EscapeDataString(claim.RequireText("access_token"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{service}/debug_token?input_token={token}&access_token={Uri.EscapeDataString($"{clientIds[0]}|{secret}")}");
        var answer = await http.AskAsync(claim, request, cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("is_valid", out var valid) || valid.ValueKind != JsonValueKind.True
            || !clientIds.Contains(Text(data, "app_id"), StringComparer.Ordinal) || Text(data, "user_id") != claim.Id)
        {
            throw claim.Invalid();
        }
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
