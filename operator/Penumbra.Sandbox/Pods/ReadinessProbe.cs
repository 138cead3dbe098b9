using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>Asks a program whether it is ready, as a kubelet does by <c>httpGet</c>: one success makes it ready, and <c>failureThreshold</c> failures in a row unready.</summary>
internal sealed class ReadinessProbe : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly CancellationTokenSource _ended = new();
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly TimeSpan _delay;
    private readonly TimeSpan _period;
    private readonly TimeSpan _timeout;
    private readonly long _threshold;
    private volatile bool _ready;

    private ReadinessProbe(JsonObject probe, Uri address, TimeProvider time)
    {
        (_address, _time) = (address, time);
        _delay = TimeSpan.FromSeconds(probe.Count(0, "initialDelaySeconds"));
        _period = TimeSpan.FromSeconds(Math.Max(1, probe.Count(10, "periodSeconds")));
        _timeout = TimeSpan.FromSeconds(Math.Max(1, probe.Count(1, "timeoutSeconds")));
        _threshold = Math.Max(1, probe.Count(3, "failureThreshold"));
    }

    /// <summary>Whether the last answers say so.</summary>
    public bool Ready => _ready;

    /// <summary>The probe of a container; null when it has none by <c>httpGet</c>.</summary>
    public static ReadinessProbe? Of(JsonObject? container, string address, TimeProvider time)
    {
        if (container.Map("readinessProbe") is not { } probe || probe.Map("httpGet") is not { } get)
            return null;
        var name = get.Text("port");
        var port = get.Number("port") ?? container.Items("ports").FirstOrDefault(candidate => candidate.Text("name") == name).Number("containerPort");
        return port is null ? null
            : new ReadinessProbe(probe, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}/{(get.Text("path") ?? "/").TrimStart('/')}")), time);
    }

    /// <summary>Begins to ask; <paramref name="changed"/> is called whenever the answer is another one. Any thread.</summary>
    public void Begin(Action changed) => _ = RunAsync(changed);

    /// <summary>Asks no more.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _client.Dispose();
    }

    private async Task RunAsync(Action changed)
    {
        var failures = 0;
        try
        {
            await Task.Delay(_delay, _time, _ended.Token);
            while (true)
            {
                var succeeds = await AskAsync();
                failures = succeeds ? 0 : failures + 1;
                var ready = succeeds || (_ready && failures < _threshold);
                if (ready != _ready)
                {
                    _ready = ready;
                    changed();
                }
                await Task.Delay(_period, _time, _ended.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // The program has ended.
        }
    }

    private async Task<bool> AskAsync()
    {
        using var patience = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _ended.Token);
        try
        {
            using var answer = await _client.GetAsync(_address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)answer.StatusCode is >= 200 and < 400;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !_ended.IsCancellationRequested))
        {
            return false;
        }
    }
}
