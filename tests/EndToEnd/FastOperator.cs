using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.ShadowDeployments;
using Penumbra.Operator.Telemetry;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>The operator in this process, under its own login and the chart's rights, by a clock that runs fast. Everything else is as slow as it is: pods, gateway, users, the comparison servers' processes.</summary>
public sealed class FastOperator : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MeterFactory _meters = new();
    private readonly List<string> _logs = [];
    private readonly ILoggerFactory _factory;
    private readonly HttpClient _http;
    private readonly OperatorHost _host;
    private readonly Task _run;

    public FastOperator(ShadowCluster world, FastTime time)
    {
        _http = KubernetesHttp.Create(Kubeconfig.Read(world.OperatorKubeconfig, null, _ => null, TimeProvider.System).Login!);
        _factory = LoggerFactory.Create(builder => builder.AddProvider(this));
        var metrics = new KubernetesMetrics(_meters);
        var options = new OperatorOptions { Identity = "fast", LeaderElection = false, AllowLoopback = true, Shadows = new ComparisonOptions(ShadowCluster.Image, new HashSet<string>()) };
        _host = new OperatorHost(options, new KubernetesClient(_http, TimeProvider.System, metrics), time, new Random(1), metrics, new LaunchMetrics(_meters), _factory, shadowMetrics: new ShadowMetrics(_meters));
        _run = _host.RunAsync(_stop.Token);
    }

    public string Logs
    {
        get
        {
            lock (_logs) return string.Join('\n', _logs.TakeLast(25));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
        _http.Dispose();
        _factory.Dispose();
        _meters.Dispose();
        _stop.Dispose();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_logs) _logs.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }

    void IDisposable.Dispose()
    {
        // The operator is disposed of asynchronously.
    }
}
