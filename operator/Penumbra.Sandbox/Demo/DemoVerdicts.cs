using System.Net;
using System.Net.Sockets;

namespace Penumbra.Sandbox.Demo;

/// <summary>What the judge says now, from the operator's own metrics: status tells it only when something changes, or once a minute.</summary>
public sealed class DemoVerdicts : IDisposable
{
    private const string Metric = "penumbra_launch_objective_verdict{";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };

    private DemoVerdicts(int port) => Address = $"http://127.0.0.1:{port}";

    /// <summary>Where the operator is to serve its metrics.</summary>
    public string Address { get; }

    /// <summary>Chooses a port that is free now.</summary>
    public static DemoVerdicts OnFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new DemoVerdicts(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    /// <summary>The verdicts in a few words; empty while there are none.</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            var lines = (await _http.GetStringAsync(new Uri($"{Address}/metrics"))).Split('\n').Where(line => line.StartsWith(Metric, StringComparison.Ordinal));
            return string.Join("  ", lines.Select(line => $"{Label(line, "objective")} {line[(line.LastIndexOf(' ') + 1)..] switch { "1" => "Good", "-1" => "Bad", _ => "Unknown" }}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Label(string line, string name)
    {
        var start = line.IndexOf($"{name}=\"", StringComparison.Ordinal) + name.Length + 2;
        return line[start..line.IndexOf('"', start)];
    }
}
