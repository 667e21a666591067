using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.CloudCode.Web;

/// <summary>Hands requests to the Express app in an app's workers, over their sockets; bodies pass as they come, both ways.</summary>
internal sealed class WorkerForwarder(CloudWorkers workers, IAppStore apps, CloudSettings settings, ILogger<WorkerForwarder> log) : IDisposable
{
    /// <summary>A worker that is being replaced takes no more connections; the next one does.</summary>
    private const int MaxConnects = 3;

    /// <summary>In which the server learns that a worker has ended.</summary>
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(50);

    private static readonly HttpRequestOptionsKey<string> Socket = new("socket");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,

        // One connection for each request: it is cheap, and none is ever found closed by a worker that has ended.
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    public async Task ForwardAsync(HttpContext context, App app, string prefix, PathString path)
    {
        LimitBody(context, app);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        time.CancelAfter(settings.FunctionTime);
        try
        {
            var (worker, response) = await SendAsync(context, app, prefix, path, time.Token);
            using var busy = worker;
            using var answer = response;

            // An answer that has begun may take its time: it may be a stream of events.
            time.CancelAfter(Timeout.InfiniteTimeSpan);
            context.Response.StatusCode = (int)response.StatusCode;
            ForwardedHeaders.Copy(response, context.Response);
            if (HttpMethods.IsHead(context.Request.Method) || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.NoContent)
                return;
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await using var body = await response.Content.ReadAsStreamAsync(time.Token);
            await CopyAsync(body, context.Response, time.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status504GatewayTimeout, $"The app did not answer within {settings.FunctionTime.TotalSeconds} seconds.");
        }
        catch (HttpRequestException exception) when (exception.InnerException is not BadHttpRequestException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            log.LogWarning("The web application of {App} did not answer: {Message}", app.Name, exception.Message);
            await RefuseAsync(context, StatusCodes.Status502BadGateway, "The app did not answer.");
        }
        catch (HttpRequestException exception) when (exception.InnerException is BadHttpRequestException bad)
        {
            throw bad;
        }
        catch (ParseException exception) when (!context.Response.HasStarted)
        {
            log.LogWarning("The web application of {App} does not run: {Message}", app.Name, exception.Message);
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The app does not run at the moment.");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(WebLease Worker, HttpResponseMessage Response)> SendAsync(HttpContext context, App app, string prefix, PathString path, CancellationToken cancellationToken)
    {
        for (var connects = 1; ; connects++)
        {
            var worker = await workers.LeaseWebAsync(app, cancellationToken);
            try
            {
                using var request = Request(context, worker.Socket, prefix, path);
                return (worker, await _http.SendAsync(request, cancellationToken));
            }
            catch (HttpRequestException exception) when (exception is { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException } && connects < MaxConnects)
            {
                // Nothing was sent. The app may have another release by now.
                worker.Dispose();
                await Task.Delay(ConnectPause, cancellationToken);
                app = await apps.FindAsync(app.Id, cancellationToken) is { CloudCode: not null } now ? now : app;
            }
            catch
            {
                worker.Dispose();
                throw;
            }
        }
    }

    private static HttpRequestMessage Request(HttpContext context, string socket, string prefix, PathString path)
    {
        var from = context.Request;
        var request = new HttpRequestMessage(HttpMethod.Parse(from.Method), new Uri("http://worker" + path.ToUriComponent() + from.QueryString.ToUriComponent())) { Version = HttpVersion.Version11 };
        request.Options.Set(Socket, socket);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false)
        {
            request.Content = new StreamContent(from.Body);
            request.Content.Headers.ContentLength = from.ContentLength;
        }

        ForwardedHeaders.Copy(from, request, prefix);
        return request;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(Socket, out var path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path!), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task CopyAsync(Stream body, HttpResponse response, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <exception cref="ParseException">116: larger than the app allows.</exception>
    private static void LimitBody(HttpContext context, App app)
    {
        if (context.Request.ContentLength > app.Options.MaxUploadSize)
            throw Http.ErrorAnswer.TooLarge();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = app.Options.MaxUploadSize;
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}
