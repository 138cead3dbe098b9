using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers;
using Penumbra.Sandbox.Controllers.GatewayApi;
using Penumbra.Sandbox.Gateway;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox;

/// <summary>What makes a stored cluster live: the controllers, pods as web servers, and the gateway.</summary>
public sealed class SandboxRuntime : IAsyncDisposable
{
    private readonly WebPodHost _host;
    private readonly SandboxControllers _controllers;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private ServiceProxy? _proxy;

    private SandboxRuntime(WebPodHost host, SandboxGateway gateway, SandboxControllers controllers)
    {
        _host = host;
        Gateway = gateway;
        _controllers = controllers;
    }

    /// <summary>The gateway: its addresses and statistics.</summary>
    public SandboxGateway Gateway { get; }

    /// <summary>The block of addresses of the pods.</summary>
    public string PodBlock => _host.Block;

    /// <summary>Starts everything on <paramref name="cluster"/>.</summary>
    /// <exception cref="InvalidOperationException">No block of 127/8 is free for pods.</exception>
    /// <exception cref="IOException">A port of the gateway is taken.</exception>
    public static async Task<SandboxRuntime> StartAsync(IClusterApi cluster, SandboxRuntimeOptions? options = null, ILogger? log = null,
        CancellationToken cancel = default)
    {
        options ??= new SandboxRuntimeOptions();
        if (options.CreateGatewayClass && cluster.Get(BuiltInTypes.GatewayClass, null, GatewayNames.Class) is null)
        {
            cluster.Create(BuiltInTypes.GatewayClass, new JsonObject
            {
                ["apiVersion"] = BuiltInTypes.GatewayClass.ApiVersion,
                ["kind"] = BuiltInTypes.GatewayClass.Kind,
                ["metadata"] = new JsonObject { ["name"] = GatewayNames.Class },
                ["spec"] = new JsonObject { ["controllerName"] = GatewayNames.Controller },
            });
        }
        var host = new WebPodHost(cluster.Time);
        var gateway = new SandboxGateway(cluster, options.Gateway, log);
        try
        {
            await gateway.StartAsync(cancel);
        }
        catch
        {
            await gateway.DisposeAsync();
            host.Dispose();
            throw;
        }
        var controllers = StandardControllers.Start(cluster, host, options.Kubelet, gateway.Endpoint, log, options.JobBackoff, options.RootCertificate);
        var runtime = new SandboxRuntime(host, gateway, controllers);
        if (options.ServesServices) runtime._proxy = new ServiceProxy(cluster);
        // A thread of the pool: the pump's passes are synchronous, and the caller goes on.
        runtime._running = Task.Run(() => controllers.RunAsync(runtime._stop.Token), CancellationToken.None);
        return runtime;
    }

    /// <summary>Stops the controllers, the gateway and every pod. The stored objects stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _controllers.Dispose();
        if (_proxy is not null) await _proxy.DisposeAsync();
        await Gateway.DisposeAsync();
        _host.Dispose();
        _stop.Dispose();
    }
}
