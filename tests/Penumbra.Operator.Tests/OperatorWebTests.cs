using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Tests;

public sealed class OperatorWebTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly MeterFactory _meters = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly OperatorTelemetry _telemetry;
    private Task _web = Task.CompletedTask;
    private bool _isReady;

    public OperatorWebTests() => _telemetry = new OperatorTelemetry(_meters, null);

    public async Task InitializeAsync()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        _http.BaseAddress = new Uri(address);
        _web = OperatorWeb.RunAsync(address, () => _isReady, _telemetry, _ended.Token);
        while (!await ListensAsync() && !_web.IsCompleted) await Task.Yield();
    }

    public async Task DisposeAsync()
    {
        await _ended.CancelAsync();
        await _web;
    }

    public void Dispose()
    {
        _http.Dispose();
        _telemetry.Dispose();
        _meters.Dispose();
        _ended.Dispose();
    }

    [Fact]
    public async Task It_is_alive_before_it_is_ready()
    {
        (await StatusAsync("/healthz")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync("/readyz")).Should().Be(HttpStatusCode.ServiceUnavailable);
        _isReady = true;
        (await StatusAsync("/readyz")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync("/")).Should().Be(HttpStatusCode.NotFound);
        using var answer = await _http.PostAsync("/metrics", null);
        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Metrics_of_thousands_of_launches_arrive_whole_whatever_letters_they_hold()
    {
        // Two units of UTF-16 each, so that some lie across two parts of the text.
        const string Flag = "🚀";
        _meters.Create(new MeterOptions(LaunchMetrics.MeterName)).CreateObservableGauge(
            "penumbra_test_gauge", () => Enumerable.Range(0, 5_000).Select(number => new Measurement<int>(number, new KeyValuePair<string, object?>("note", string.Concat(Enumerable.Repeat(Flag, 1 + (number % 7)))))));

        using var answer = await _http.GetAsync("/metrics");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("penumbra_test_gauge{", StringComparison.Ordinal)).ToList();

        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        lines.Should().Equal(Enumerable.Range(0, 5_000).Select(number => $"penumbra_test_gauge{{note=\"{string.Concat(Enumerable.Repeat(Flag, 1 + (number % 7)))}\"}} {number}"));
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return answer.StatusCode;
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            return await StatusAsync("/healthz") == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
