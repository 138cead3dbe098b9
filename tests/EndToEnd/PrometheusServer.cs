using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>
/// A real Prometheus that scrapes the shop's pods once a second. Debian builds it without the discovery of Kubernetes: it asks this class for the pods instead, as often.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpListener _pods;

    private PrometheusServer(Process process, string folder, Uri address, HttpListener pods) => (_process, _folder, Address, _pods) = (process, folder, address, pods);

    public Uri Address { get; }

    public static async Task<PrometheusServer> StartAsync(Shop shop)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-prometheus-").FullName;
        var configuration = Path.Combine(folder, "prometheus.yml");
        var pods = new HttpListener();
        var discovery = $"http://127.0.0.1:{FreePort()}/";
        pods.Prefixes.Add(discovery);
        pods.Start();
        _ = ListAsync(pods, shop);
        await File.WriteAllTextAsync(configuration, $"""
            global:
              scrape_interval: 1s
              scrape_timeout: 1s
            scrape_configs:
              - job_name: pods
                http_sd_configs:
                  - url: {discovery}
                    refresh_interval: 1s
            """);
        var address = $"127.0.0.1:{FreePort()}";
        var process = Tool.Prometheus(configuration, Path.Combine(folder, "data"), address);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new PrometheusServer(process, folder, new Uri($"http://{address}"), pods);
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
        _pods.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ListAsync(HttpListener listener, Shop shop)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Targets(shop).ToJsonString()));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // That is how it ends.
        }
    }

    private static JsonArray Targets(Shop shop)
    {
        var targets = new JsonArray();
        foreach (var pod in shop.Cluster.Server.Cluster.List(shop.Cluster.Server.Cluster.FindType("", "pods")!, "shop"))
        {
            if (pod["status"]?["podIP"]?.GetValue<string>() is not { Length: > 0 } ip) continue;
            targets.Add((JsonNode)new JsonObject
            {
                ["targets"] = new JsonArray($"{ip}:8080"),
                ["labels"] = new JsonObject { ["namespace"] = "shop", ["pod"] = pod["metadata"]!["name"]!.GetValue<string>() },
            });
        }

        return targets;
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
