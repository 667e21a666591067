using System.Text;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace BackendInfra.Server.OpenApi;

/// <summary>The scripts of <c>/docs</c>: Scalar, as its package holds it, and the few lines that start it.</summary>
internal static class DocsScripts
{
    private const string Begin =
        """
        const reference = document.getElementById('reference');
        Scalar.createApiReference(reference, {
          url: reference.dataset.document,
          withDefaultFonts: false,
          telemetry: false,
          hideClientButton: true,
          showDeveloperTools: 'never',
          agent: { disabled: true },
          mcp: { disabled: true },
        });
        """;

    private static readonly (byte[] Content, bool IsCompressed) Reference = Read();

    public static Task WriteAsync(HttpContext context)
    {
        var (content, isCompressed) = context.Request.RouteValues["file"] switch
        {
            "scalar" => Reference,
            "begin" => (Encoding.UTF8.GetBytes(Begin), false),
            _ => ([], false),
        };
        if (content.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = content.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        if (isCompressed)
            context.Response.Headers[HeaderNames.ContentEncoding] = "gzip";
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    /// <summary>Every browser takes gzip, in which the package holds its script.</summary>
    private static (byte[] Content, bool IsCompressed) Read()
    {
        using var stream = typeof(ScalarOptions).Assembly.GetManifestResourceStream("ScalarStaticAssets.scalar.js")
            ?? throw new InvalidOperationException("The package Scalar.AspNetCore holds no scalar.js.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        return (bytes, bytes is [0x1f, 0x8b, ..]);
    }
}
