using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Penumbra.Sandbox.Cloud;

/// <summary>The imitated cloud behind an address, for programs in processes of their own. One call at a time.</summary>
public sealed class FakeRdsHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpMessageInvoker _cloud;
    private readonly SemaphoreSlim _turn = new(1);

    private FakeRdsHost(WebApplication application, FakeRds cloud)
    {
        _application = application;
        _cloud = new HttpMessageInvoker(cloud, disposeHandler: false);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it on a free loopback port.</summary>
    public static async Task<FakeRdsHost> StartAsync(FakeRds cloud, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var host = new FakeRdsHost(builder.Build(), cloud);
        host._application.Run(host.AnswerAsync);
        await host._application.StartAsync(cancellationToken);
        host.Address = new Uri(host._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return host;
    }

    /// <summary>Looks at the cloud, or changes it, between two calls.</summary>
    public async Task<T> BetweenCallsAsync<T>(Func<T> look, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return look();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _cloud.Dispose();
        _turn.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://cloud/") { Content = new StringContent(await reader.ReadToEndAsync(http.RequestAborted)) };
        if (http.Request.Headers.TryGetValue("x-amz-target", out var target)) request.Headers.TryAddWithoutValidation("x-amz-target", (string?)target);

        // Whoever called may be dead by now: the cloud does what it was told all the same.
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            using var answer = await _cloud.SendAsync(request, CancellationToken.None);
            http.Response.StatusCode = (int)answer.StatusCode;
            await http.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(CancellationToken.None), http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Nobody is there any more to hear the answer.
        }
        finally
        {
            _turn.Release();
        }
    }
}
