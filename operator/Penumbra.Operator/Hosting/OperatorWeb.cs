using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
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
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen);
        await using var app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", () => isReady() ? Results.Text("ok") : Results.Text("the caches are not filled yet", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/metrics", () => Results.Text(telemetry.Scrape(), "text/plain; version=0.0.4; charset=utf-8"));
        await app.StartAsync(cancellationToken);
        var stop = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => stop.TrySetResult());
        await stop.Task;
        await app.StopAsync(CancellationToken.None);
    }
}
