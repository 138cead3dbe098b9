using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Penumbra.Bench.Clusters;

/// <summary>What every pod of a model cluster answers when it is scraped: a counter that grows by 100 a second, without a bad event.</summary>
public sealed class ModelPods : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _scrapes;

    private ModelPods(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Urls.First()).Port;

    public long Scrapes => Interlocked.Read(ref _scrapes);

    public static async Task<ModelPods> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var pods = new ModelPods(builder.Build());
        pods._application.Run(pods.AnswerAsync);
        await pods._application.StartAsync(cancellationToken);
        return pods;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _scrapes);
        context.Response.ContentType = "text/plain; version=0.0.4";
        var total = (long)(Stopwatch.GetElapsedTime(_started).TotalSeconds * 100);
        return context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"# TYPE http_requests_total counter\nhttp_requests_total{{code=\"200\"}} {total}\nhttp_requests_total{{code=\"500\"}} 0\n"));
    }
}
