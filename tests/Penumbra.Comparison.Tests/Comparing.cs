using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Serving;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

/// <summary>The real server between two upstreams, with a client that sends copies as a gateway does.</summary>
internal sealed class Comparing : IAsyncDisposable, ILoggerProvider, ILogger
{
    public static readonly byte[] Key = "a key of the marks that is long"u8.ToArray();

    private readonly ILoggerFactory _logs;

    private Comparing() => _logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ComparisonServer Server { get; private set; } = null!;

    public HttpClient Client { get; } = new();

    public ConcurrentQueue<string> Logged { get; } = new();

    public ComparisonSnapshot Snapshot => Server.Snapshot();

    public static ComparisonConfig Config(Uri live, Uri shadow) => new()
    {
        Name = "orders-next",
        Live = new Side { Url = live },
        Shadow = new Side { Url = shadow },
        Secret = Key,
        Listen = new ListenRules { Traffic = new IPEndPoint(IPAddress.Loopback, 0), Report = new IPEndPoint(IPAddress.Loopback, 0) },
        Requests = new RequestRules { Templates = ["/orders/{id}", "/orders"], MaxLiveRps = 10_000 },
        Verdict = new VerdictRules { Over = TimeSpan.FromHours(1), MinComparisons = 3_000, MaxMismatch = 0.001 },
    };

    public static Task<Comparing> StartAsync(Upstream live, Upstream shadow, Func<ComparisonConfig, ComparisonConfig>? change = null, TimeProvider? time = null) => StartAsync(live.Url, shadow.Url, change, time);

    public static async Task<Comparing> StartAsync(Uri live, Uri shadow, Func<ComparisonConfig, ComparisonConfig>? change = null, TimeProvider? time = null)
    {
        var comparing = new Comparing();
        var config = Config(live, shadow);
        comparing.Server = await ComparisonServer.StartAsync(change?.Invoke(config) ?? config, time ?? TimeProvider.System, new Random(1), comparing._logs);
        comparing.Client.BaseAddress = comparing.Server.TrafficAddresses[0];
        return comparing;
    }

    public async Task CopyAsync(string target, string method = "GET", params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), target);
        foreach (var (name, value) in headers) message.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(message);
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    /// <summary>Sends copies one after another, each when the one before was compared.</summary>
    public async Task CopyAsync(int from, int count, Func<int, string> target)
    {
        for (var number = from; number < from + count; number++)
        {
            var done = Done;
            await CopyAsync(target(number));
            await UntilAsync(() => Done > done);
        }
    }

    /// <summary>Compared, or told why not.</summary>
    public long Done => Snapshot is var now ? now.Compared + now.Evidence.NotCompared.Values.Sum() : 0;

    public long Not(NotCompared reason) => Snapshot.Evidence.NotCompared.GetValueOrDefault(reason);

    public IReadOnlyList<string> Differences() => [.. Snapshot.Evidence.Endpoints.SelectMany(entry => entry.Value.Differences().Select(found => $"{entry.Key} {found.Key}"))];

    public async Task<(HttpStatusCode Status, string Text)> ReportAsync(string path, params string[] authorization)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.ReportAddress, path));
        foreach (var line in authorization) message.Headers.TryAddWithoutValidation("Authorization", line);
        using var response = await Client.SendAsync(message);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(30)) throw new TimeoutException("it did not come to be");
            await Task.Delay(2);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _logs.Dispose();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Logged.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    void IDisposable.Dispose()
    {
        // The server is disposed of asynchronously.
    }
}
