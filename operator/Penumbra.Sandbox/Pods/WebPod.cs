using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.Sandbox.Pods;

/// <summary>One pod's process: a bare Kestrel (no host, no pipeline) that behaves as its <see cref="PodSettings"/> say.</summary>
internal sealed class WebPod : IPodServer, IHttpApplication<IFeatureCollection>, IDisposable
{
    private readonly PodServerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly KestrelServer _server;
    private readonly PodMetrics _metrics;
    private readonly EvenShare _errors;
    private readonly EvenShare _slow;
    private readonly EvenShare _crashes;
    private readonly EvenShare _backend;
    private readonly RequestCapacity? _capacity;
    private readonly byte[] _bodyStart;
    private readonly OrdersService? _orders;
    private readonly CancellationTokenSource _killed = new();
    private int _jitter;
    private int _state;

    public WebPod(PodServerOptions options, TimeProvider time, Action changed)
    {
        (_options, _time, _changed) = (options, time, changed);
        _metrics = new PodMetrics(options.StartedAt, options.Settings.Metrics == "nan", options.Settings.MemoryMebibytes * 1024 * 1024);
        _errors = new EvenShare(options.Settings.ErrorShare, options.Seed);
        _slow = new EvenShare(options.Settings.SlowShare, options.Seed ^ 0x5bd1e995);
        _crashes = new EvenShare(options.Settings.CrashShare);
        _backend = new EvenShare(options.Settings.BackendErrors, options.Seed);
        _capacity = options.Settings.Capacity is { } capacity ? new RequestCapacity(capacity, time) : null;
        _jitter = (int)(options.Seed % 1000);
        _orders = options.Settings.Orders is { } orders ? new OrdersService(orders, options.Seed, time) : null;
        _bodyStart = Encoding.UTF8.GetBytes($"{{\"version\":{Quote(options.Settings.Version)},\"pod\":{Quote(options.PodName)},\"path\":");
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        kestrel.Limits.MinRequestBodyDataRate = null;
        foreach (var port in options.Ports.Append(options.MetricsPort ?? options.Ports[0]).Distinct())
            kestrel.Listen(IPAddress.Parse(options.Address), port, listen => listen.Protocols = HttpProtocols.Http1);
        // One queue a pod: twenty pods share the machine.
        var sockets = new SocketTransportOptions { IOQueueCount = 1, UnsafePreferInlineScheduling = false };
        _server = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <inheritdoc/>
    public bool Crashed { get; private set; }

    /// <inheritdoc/>
    public bool Stopped => Volatile.Read(ref _state) == 2;

    /// <summary>Binds the ports; a port that cannot be bound is a crash at start.</summary>
    public void Listen()
    {
        try
        {
            // Binding is synchronous: the task is complete when it comes back.
            _server.StartAsync(this, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            Crash();
        }
    }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
            _ = StopAsync(drain, grace);
    }

    /// <inheritdoc/>
    public void Kill()
    {
        var before = Interlocked.CompareExchange(ref _state, 1, 0);
        if (before == 0)
            _ = StopAsync(TimeSpan.Zero, TimeSpan.Zero);
        else if (before == 1)
            _killed.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => Kill();

    IFeatureCollection IHttpApplication<IFeatureCollection>.CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    void IHttpApplication<IFeatureCollection>.DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing is held for a request.
    }

    Task IHttpApplication<IFeatureCollection>.ProcessRequestAsync(IFeatureCollection context)
    {
        var http = new DefaultHttpContext(context);
        return http.Request.Path.Value switch
        {
            "/metrics" => MetricsAsync(http),
            "/healthz" => HealthAsync(http),
            _ => AnswerAsync(http),
        };
    }

    private static string Quote(string text) => "\"" + JsonEncodedText.Encode(text).Value + "\"";

    private async Task AnswerAsync(HttpContext http)
    {
        var start = Stopwatch.GetTimestamp();
        var settings = _options.Settings;
        var age = _time.GetUtcNow() - _options.StartedAt;
        var isBorne = _capacity?.TryTake() ?? true;
        if (_crashes.Next())
        {
            Crash();
            http.Abort();
            return;
        }
        // The body is read before the answer, so that a connection can be used again.
        if (http.Request.ContentLength is > 0 || http.Request.Headers.TransferEncoding.Count > 0)
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        _metrics.CountBackend(_backend.Next());
        var answer = _orders?.Answer(http.Request.Path.Value ?? "/", http.Request.Query["page"].FirstOrDefault());
        var delay = Delay(age) + (answer?.Takes ?? TimeSpan.Zero);
        if (delay > TimeSpan.Zero)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_killed.Token, http.RequestAborted);
            await Task.Delay(delay, _time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                http.Abort();
                return;
            }
        }
        PodMetrics.Burn(settings.CpuBurn);
        var code = !isBorne ? 503 : age >= settings.ErrorAfter && _errors.Next() ? 500 : answer?.Status ?? 200;
        // Counted before the answer leaves: whoever has the answer finds it in the metrics.
        _metrics.Count(code, http.Request.Method, Stopwatch.GetElapsedTime(start), settings.CpuBurn);
        http.Response.StatusCode = code;
        http.Response.Headers.ContentType = "application/json";
        if (answer is not null)
        {
            await WriteAsync(http, answer.Body);
            return;
        }
        http.Response.Headers["X-Version"] = settings.Version;
        http.Response.Headers["X-Pod"] = _options.PodName;
        var path = Encoding.UTF8.GetBytes(Quote(http.Request.Path.Value ?? "/") + "}");
        http.Response.ContentLength = _bodyStart.Length + path.Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        var memory = http.Response.BodyWriter.GetMemory(_bodyStart.Length + path.Length);
        _bodyStart.CopyTo(memory);
        path.CopyTo(memory[_bodyStart.Length..]);
        http.Response.BodyWriter.Advance(_bodyStart.Length + path.Length);
    }

    // A service says nothing of itself, so that two versions of it may answer the same.
    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private TimeSpan Delay(TimeSpan age)
    {
        var settings = _options.Settings;
        if (age < settings.LatencyAfter)
            return TimeSpan.Zero;
        if (_slow.Next())
            return settings.SlowLatency;
        if (settings.LatencyJitter == TimeSpan.Zero)
            return settings.Latency;
        // The golden ratio's multiples fill 0..1 evenly at every length.
        var part = Interlocked.Increment(ref _jitter) * 0.6180339887498949 % 1;
        return settings.Latency + (settings.LatencyJitter * part);
    }

    private Task HealthAsync(HttpContext http)
    {
        var ready = !_options.Settings.NeverReady && _time.GetUtcNow() - _options.StartedAt >= _options.Settings.Startup;
        http.Response.StatusCode = ready ? 200 : 503;
        return WriteAsync(http, "text/plain", ready ? "ok" : "not ready");
    }

    private Task MetricsAsync(HttpContext http)
    {
        switch (_options.Settings.Metrics)
        {
            case "off":
                http.Response.StatusCode = 404;
                return WriteAsync(http, "text/plain", "no metrics here");
            case "error":
                http.Response.StatusCode = 500;
                return WriteAsync(http, "text/plain", "metrics failed");
            case "broken":
                return WriteAsync(http, "text/plain; version=0.0.4", "http_requests_total{code=\"200\" 1x\n<html>");
            default:
                return WriteAsync(http, "text/plain; version=0.0.4; charset=utf-8", _metrics.Write());
        }
    }

    private static Task WriteAsync(HttpContext http, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        http.Response.ContentType = type;
        http.Response.Headers.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    private void Crash()
    {
        Crashed = true;
        Kill();
        _changed();
    }

    private async Task StopAsync(TimeSpan drain, TimeSpan grace)
    {
        await Task.Delay(drain, _time, _killed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_killed.Token);
        // Disposed asynchronously: a timer that fires at this very moment must have ended before its limit goes.
        await using var deadline = _time.CreateTimer(_ => limit.Cancel(), null, grace > drain ? grace - drain : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        // Kestrel stops accepting, lets requests in flight end, and breaks the rest when the token says so.
        await _server.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        Volatile.Write(ref _state, 2);
        _changed();
    }
}
