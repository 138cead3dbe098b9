using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.Services;

namespace Penumbra.Sandbox.Gateway;

/// <summary>
/// The sandbox's kube-proxy: a connection to the address of a Service reaches one of its ready pods, in turn. For processes that know Services only; the gateway goes to pods by itself.
/// </summary>
public sealed class ServiceProxy : IAsyncDisposable
{
    private readonly IClusterApi _cluster;
    private readonly IDisposable _subscription;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<IPEndPoint, (TcpListener Listener, string Namespace, string Service, int Port)> _listeners = new();
    private readonly ConcurrentDictionary<Task, byte> _open = new();
    private int _turn;

    /// <summary>Begins to follow the Services.</summary>
    public ServiceProxy(IClusterApi cluster)
    {
        _cluster = cluster;
        _subscription = cluster.Subscribe(change =>
        {
            if (change.Type == BuiltInTypes.Service) Follow(change.Object, change.Verb == "DELETED");
        });
        foreach (var service in cluster.List(BuiltInTypes.Service)) Follow(service, isGone: false);
    }

    /// <summary>Closes every port and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stop.CancelAsync();
        foreach (var entry in _listeners.Values) entry.Listener.Dispose();
        await Task.WhenAll(_open.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Follow(JsonObject service, bool isGone)
    {
        if (!IPAddress.TryParse(service.Text("spec", "clusterIP"), out var address) || !IPAddress.IsLoopback(address)) return;
        var wanted = isGone ? [] : service.Items("spec", "ports").Select(port => new IPEndPoint(address, port.Count(0, "port"))).ToHashSet();
        foreach (var (place, entry) in _listeners.Where(entry => entry.Key.Address.Equals(address)))
        {
            if (!wanted.Contains(place) && _listeners.TryRemove(place, out _)) entry.Listener.Dispose();
        }

        foreach (var place in wanted.Where(place => !_listeners.ContainsKey(place)))
        {
            var listener = new TcpListener(place);
            try
            {
                listener.Start();
            }
            catch (SocketException)
            {
                // A port that this user may not have: the Service has no address here.
                listener.Dispose();
                continue;
            }

            _listeners[place] = (listener, service.Space() ?? "", service.Name(), place.Port);
            Keep(AcceptAsync(listener, service.Space() ?? "", service.Name(), place.Port));
        }
    }

    private async Task AcceptAsync(TcpListener listener, string ns, string service, int port)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                Keep(JoinAsync(client, ns, service, port));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    // Without a ready pod the connection is closed at once, as a real proxy refuses it.
    private async Task JoinAsync(TcpClient client, string ns, string service, int port)
    {
        using var left = client;
        if (Choose(ns, service, port) is not { } pod) return;
        using var right = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            await right.ConnectAsync(pod, over.Token);
            await Task.WhenAll(PumpAsync(left, right, over.Token), PumpAsync(right, left, over.Token));
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), cancellationToken);
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private IPEndPoint? Choose(string ns, string service, int port)
    {
        var name = _cluster.Get(BuiltInTypes.Service, ns, service).Items("spec", "ports").FirstOrDefault(known => known.Count(0, "port") == port).Text("name") ?? "";
        List<IPEndPoint> ready = [];
        foreach (var slice in _cluster.List(BuiltInTypes.EndpointSlice, ns, $"{EndpointSliceController.ServiceLabel}={service}"))
        {
            var target = slice.Items("ports").FirstOrDefault(known => (known.Text("name") ?? "") == name).Count(0, "port");
            if (target == 0) continue;
            ready.AddRange(slice.Items("endpoints").Where(endpoint => endpoint.Flag("conditions", "ready")).SelectMany(endpoint => endpoint.Texts("addresses")).Select(address => new IPEndPoint(IPAddress.Parse(address), target)));
        }

        return ready.Count == 0 ? null : ready[(int)((uint)Interlocked.Increment(ref _turn) % (uint)ready.Count)];
    }

    private void Keep(Task task)
    {
        _open[task] = 0;
        _ = task.ContinueWith(done => _open.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
