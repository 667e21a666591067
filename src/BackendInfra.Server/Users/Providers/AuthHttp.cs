using System.Net;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Speaks to services that confirm users. Their addresses come from apps' options only, and no redirect leads elsewhere.</summary>
internal sealed class AuthHttp : IDisposable
{
    private const int MaxAnswer = 256 * 1024;

    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MaxAnswer,
        DefaultRequestHeaders = { { "User-Agent", "BackendInfra" }, { "Accept", "application/json" } },
    };

    /// <summary>The JSON that a service answers; undefined when it answers 200 with none.</summary>
    /// <exception cref="ParseException">101 the service refuses, 100 it does not answer.</exception>
    public async Task<JsonElement> AskAsync(AuthClaim claim, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.SendAsync(request, cancellationToken);
            if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
                throw Unreachable(claim, null);
            if (!response.IsSuccessStatusCode)
                throw claim.Invalid();
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return content.Length == 0 ? default : JsonElement.Parse(content);
        }
        catch (JsonException)
        {
            return default;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(claim, exception);
        }
    }

    public static ParseException Unreachable(AuthClaim claim, Exception? cause) =>
        new(ErrorCode.ConnectionFailed, $"The service {claim.Provider} does not answer.", cause ?? new HttpRequestException("The service failed."));

    /// <exception cref="ParseException">252 an address that is none, or would carry tokens over the network in the clear.</exception>
    public static Uri RequireUrl(AuthClaim claim, string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw claim.NotSetUp();

    public void Dispose() => Client.Dispose();
}
