using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Hosting;

/// <summary>Serves health, readiness and metrics.</summary>
public static class OperatorWeb
{
    /// <summary>Serves until cancelled.</summary>
    /// <param name="listen">The address, such as <c>http://0.0.0.0:8080</c>.</param>
    /// <param name="isReady">Whether the operator is ready.</param>
    /// <param name="telemetry">Where the metrics are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string listen, Func<bool> isReady, OperatorTelemetry telemetry, CancellationToken cancellationToken)
    {
        // Bare: neither a file in the working folder nor an environment variable says where it listens, and no folder is watched for one.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(listen);
        await using var app = builder.Build();
        app.Run(context => (context.Request.Path.Value, HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) switch
        {
            ("/healthz", true) => AnswerAsync(context, "ok"),
            ("/readyz", true) when isReady() => AnswerAsync(context, "ok"),
            ("/readyz", true) => AnswerAsync(context, "the caches are not filled yet", StatusCodes.Status503ServiceUnavailable),
            ("/metrics", true) => MetricsAsync(context, telemetry.Scrape()),
            ("/healthz" or "/readyz" or "/metrics", false) => AnswerAsync(context, "this is only read", StatusCodes.Status405MethodNotAllowed),
            _ => AnswerAsync(context, "there are /healthz, /readyz and /metrics", StatusCodes.Status404NotFound),
        });
        await app.StartAsync(cancellationToken);
        var stop = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => stop.TrySetResult());
        await stop.Task;
        await app.StopAsync(CancellationToken.None);
    }

    private static Task AnswerAsync(HttpContext context, string text, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task MetricsAsync(HttpContext context, IReadOnlyList<StringBuilder> texts)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var text in texts)
        {
            foreach (var part in text.GetChunks()) encoder.Convert(part.Span, context.Response.BodyWriter, flush: false, out _, out _);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }
}
