using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>A real Prometheus that finds the shop's pods at the API server, as in any cluster, and scrapes them once a second.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private PrometheusServer(Process process, string folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    public Uri Address { get; }

    public static async Task<PrometheusServer> StartAsync(Shop shop)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-prometheus-").FullName;
        var configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $$$"""
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: pods
                kubernetes_sd_configs: [{role: pod, kubeconfig_file: {{{shop.Cluster.KubeconfigFile}}}, namespaces: {names: [shop]}}]
                relabel_configs:
                  - {source_labels: [__meta_kubernetes_namespace], target_label: namespace}
                  - {source_labels: [__meta_kubernetes_pod_name], target_label: pod}
            """);
        var address = $"127.0.0.1:{FreePort()}";
        var process = Tool.Prometheus(configuration, Path.Combine(folder, "data"), address);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new PrometheusServer(process, folder, new Uri($"http://{address}"));
        var said = process.StandardError.ReadToEndAsync();
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 1200 && !await server.IsReadyAsync(http); attempt++)
        {
            if (process.HasExited) throw new InvalidOperationException($"Prometheus ended: {await said}");
            await Task.Delay(50);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/-/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
