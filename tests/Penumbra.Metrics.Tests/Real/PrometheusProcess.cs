using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penumbra.Metrics.Tests.Real;

/// <summary>
/// A real Prometheus on a free loopback port, which scrapes an in-process server four times a second. Without the program nothing starts: the tests are skipped then,
/// and failed in CI.
/// </summary>
public sealed class PrometheusProcess : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-prometheus-").FullName;
    private readonly HttpListener _exporter = new();
    private readonly StringBuilder _log = new();
    private volatile string _exposition = "";
    private Process? _process;

    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>What the exporter says; labels namespace and pod stand in it.</summary>
    public void Expose(string exposition) => _exposition = exposition;

    public void Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit(10_000);
    }

    public async Task InitializeAsync()
    {
        if (Program() is not { } program)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") throw new InvalidOperationException(PrometheusFactAttribute.Missing);
            return;
        }

        var exporter = FreePort();
        _exporter.Prefixes.Add($"http://127.0.0.1:{exporter}/");
        _exporter.Start();
        _ = ServeAsync();
        var configuration = Path.Combine(_folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $"""
            global: {"{"}scrape_interval: 250ms, scrape_timeout: 250ms{"}"}
            scrape_configs:
              - job_name: pods
                honor_labels: true
                static_configs: [{"{"}targets: ["127.0.0.1:{exporter}"], labels: {"{"}namespace: shop, pod: checkout-3b02ee90-x-y{"}"}{"}"}]
            """);
        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo(program,
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(_folder, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ])
        { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) => _log.AppendLine(line.Data);
        _process.OutputDataReceived += (_, line) => _log.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        Address = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient();
        await Eventually.Async(async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"prometheus ended: {_log}");
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "/-/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    public void Dispose() => _exporter.Close();

    public Task DisposeAsync()
    {
        Stop();
        _process?.Dispose();
        _exporter.Close();
        Directory.Delete(_folder, true);
        return Task.CompletedTask;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _exporter.GetContextAsync();
                context.Response.ContentType = "text/plain; version=0.0.4";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(_exposition));
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_exporter.IsListening) return;
            }
        }
    }

    /// <summary>The program; null where there is none.</summary>
    public static string? Program()
    {
        if (Environment.GetEnvironmentVariable("PENUMBRA_PROMETHEUS") is { Length: > 0 } named && File.Exists(named)) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append(UnpackedFolder());
        return folders.Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
    }

    // Where tests/tools/install-prometheus.sh unpacks it.
    private static string UnpackedFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Operator.sln"))) return Path.Combine(folder.FullName, ".cache", "tools", "prometheus", "usr", "bin");
        }

        return "";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
