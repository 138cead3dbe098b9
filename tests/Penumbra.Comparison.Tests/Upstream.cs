using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Penumbra.Comparison.Tests;

/// <summary>A real HTTP server on the loopback that stands for live or for the shadow, and remembers what it was asked.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Upstream(WebApplication application) => _application = application;

    public ConcurrentQueue<(string Method, string Target, Dictionary<string, string> Headers)> Asked { get; } = new();

    public Uri Url => new(_application.Urls.First());

    public static async Task<Upstream> StartAsync(Func<HttpContext, Task> answer, HttpProtocols protocols = HttpProtocols.Http1, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        var upstream = new Upstream(application);
        application.Run(async context =>
        {
            upstream.Asked.Enqueue((context.Request.Method, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())));
            await answer(context);
        });
        await application.StartAsync();
        return upstream;
    }

    public static Task<Upstream> StartAsync(Func<string> json) => StartAsync(context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json());
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
