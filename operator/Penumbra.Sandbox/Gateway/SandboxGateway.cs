using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Gateway;

/// <summary>
/// The sandbox's gateway: serves the HTTPRoutes attached to Gateways of its class on local ports. Each change of the cluster makes a new
/// immutable snapshot that replaces the last one whole, so no request ever meets half a change.
/// </summary>
public sealed class SandboxGateway : IAsyncDisposable
{
    private readonly SandboxGatewayOptions _options;
    private readonly ILogger _log;
    private readonly RouteCompiler _compiler;
    private readonly RequestForwarder _forwarder;
    private readonly IDisposable _subscription;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(1);
    private readonly Dictionary<(string, string, int), GatewayPort> _ports = [];
    private ImmutableDictionary<(string, string, int), string> _endpoints = ImmutableDictionary<(string, string, int), string>.Empty;
    private ImmutableDictionary<(string, string, int), IReadOnlyList<RouteEntry>> _routes = ImmutableDictionary<(string, string, int),
        IReadOnlyList<RouteEntry>>.Empty;
    private GatewayPort? _admin;
    private Task _loop = Task.CompletedTask;
    private int _snapshots;

    /// <summary>Prepares a gateway for the cluster; nothing listens before <see cref="StartAsync"/>.</summary>
    public SandboxGateway(IClusterApi cluster, SandboxGatewayOptions? options = null, ILogger? log = null)
    {
        _options = options ?? new SandboxGatewayOptions();
        _log = log ?? NullLogger.Instance;
        Statistics = new GatewayStatistics(cluster.Time, _options.StatisticsWindow);
        _compiler = new RouteCompiler(cluster);
        _forwarder = new RequestForwarder(_options, Statistics, cluster.Time);
        _subscription = cluster.Subscribe(Note);
    }

    /// <summary>What went where, how fast and how well.</summary>
    public GatewayStatistics Statistics { get; }

    /// <summary><c>http://127.0.0.1:port</c> of the admin server, whose /metrics has the statistics.</summary>
    public Uri AdminAddress => new("http://" + (_admin?.Endpoint ?? throw new InvalidOperationException("The gateway is not started.")));

    /// <summary>How many snapshots of the routes have been taken up.</summary>
    public int Snapshots => Volatile.Read(ref _snapshots);

    /// <summary>Binds the admin port and takes up the cluster's routes; from then on follows changes.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _admin = new GatewayPort(_options.AdminPort, AdminAsync);
        await _admin.StartAsync(cancel);
        await TakeUpAsync(cancel);
        _loop = FollowAsync(_stop.Token);
    }

    /// <summary><c>127.0.0.1:port</c> at which the Gateway's listeners on <paramref name="port"/> are served, or null while they are not.</summary>
    public string? Endpoint(string ns, string gateway, int port) => Volatile.Read(ref _endpoints).GetValueOrDefault((ns, gateway, port));

    /// <summary>The address of the first listener port of the first Gateway, or null while there is none.</summary>
    public Uri? FirstAddress
    {
        get
        {
            var endpoints = Volatile.Read(ref _endpoints);
            return endpoints.IsEmpty ? null : new Uri("http://" + endpoints.OrderBy(pair => pair.Key).First().Value);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var port in _ports.Values)
            await port.DisposeAsync();
        if (_admin is not null)
            await _admin.DisposeAsync();
        _forwarder.Dispose();
        _changed.Dispose();
        _stop.Dispose();
    }

    private void Note(ClusterChange change)
    {
        if (change.Type != BuiltInTypes.HttpRoute && change.Type != BuiltInTypes.Gateway && change.Type != BuiltInTypes.GatewayClass
            && change.Type != BuiltInTypes.Service
            && change.Type != BuiltInTypes.EndpointSlice && change.Type != BuiltInTypes.Namespace && change.Type.Plural != "referencegrants")
            return;
        lock (_ports)
        {
            if (!_stop.IsCancellationRequested && _changed.CurrentCount == 0)
                _changed.Release();
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await _changed.WaitAsync(cancel);
            try
            {
                await TakeUpAsync(cancel);
            }
            catch (Exception bug) when (bug is not OperationCanceledException)
            {
                // The last snapshot goes on serving.
                _log.LogError(bug, "The gateway could not take up a change of its routes");
            }
        }
    }

    private async Task TakeUpAsync(CancellationToken cancel)
    {
        var compiled = _compiler.Compile();
        Volatile.Write(ref _routes, compiled.ToImmutableDictionary());
        Interlocked.Increment(ref _snapshots);
        foreach (var key in compiled.Keys.Where(key => !_ports.ContainsKey(key)))
        {
            var port = new GatewayPort(_ports.Count == 0 ? _options.Port : 0, http => ServeAsync(http, key));
            await port.StartAsync(cancel);
            _ports[key] = port;
            Volatile.Write(ref _endpoints, _endpoints.Add(key, port.Endpoint));
        }
        foreach (var key in _ports.Keys.Where(key => !compiled.ContainsKey(key)).ToList())
        {
            Volatile.Write(ref _endpoints, _endpoints.Remove(key));
            await _ports[key].DisposeAsync();
            _ports.Remove(key);
        }
    }

    private Task ServeAsync(HttpContext http, (string, string, int) key)
    {
        var entry = Volatile.Read(ref _routes).TryGetValue(key, out var entries) ? RouteMatcher.Find(entries, http.Request) : null;
        if (entry is not null)
            return _forwarder.ServeAsync(http, entry);
        Statistics.Unrouted();
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private Task AdminAsync(HttpContext http)
    {
        if (http.Request.Path != "/metrics")
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
        var bytes = Encoding.UTF8.GetBytes(Statistics.WritePrometheus());
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }
}
