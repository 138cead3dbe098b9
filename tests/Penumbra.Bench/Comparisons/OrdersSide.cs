using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Penumbra.Bench.Comparisons;

/// <summary>A service that answers <c>/orders/{number}</c> with <see cref="OrderBody"/>: live is one, and the shadow another.</summary>
public sealed class OrdersSide : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Func<long, TimeSpan>? _takes;
    private readonly CopyLoad? _load;
    private readonly ExactDelay? _delay;

    private OrdersSide(WebApplication application, Func<long, TimeSpan>? takes, CopyLoad? load) => (_application, _takes, _load, _delay) = (application, takes, load, takes is null ? null : new());

    public Uri Url => new(_application.Urls.First());

    /// <summary>Starts one.</summary>
    /// <param name="takes">How long it thinks about an order; null for not at all.</param>
    /// <param name="load">Hears of each order that is asked for and answered; null for nobody.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<OrdersSide> StartAsync(Func<long, TimeSpan>? takes, CopyLoad? load, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var side = new OrdersSide(builder.Build(), takes, load);
        side._application.Run(side.AnswerAsync);
        await side._application.StartAsync(cancellationToken);
        return side;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _delay?.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var number = long.Parse(path.AsSpan(path.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
        _load?.Asked(number);
        if (_takes is not null && _delay is not null) await _delay.For(_takes(number)).WaitAsync(context.RequestAborted);
        var body = OrderBody.Write(number);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        _load?.Answered(number);
    }
}
