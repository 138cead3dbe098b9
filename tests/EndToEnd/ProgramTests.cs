using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Penumbra.EndToEnd.Tools;
using Penumbra.Sandbox.Commands;

namespace Penumbra.EndToEnd;

/// <summary>The real program, in processes of its own.</summary>
public sealed class ProgramTests
{
    private static readonly string Program = Repository.Path("artifacts", "bin", "Penumbra.Operator", Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name == "EndToEnd.Tests" ? new DirectoryInfo(AppContext.BaseDirectory).Name : "debug", "penumbra.dll");

    [Fact]
    public async Task Told_to_stop_it_ends_within_five_seconds_and_gives_the_lease_back()
    {
        await using var shop = await Shop.OpenAsync(startOperator: false);
        await using var first = Start(shop, "one");
        await shop.UntilAsync(s => Holder(s) == "one", "the first leads");
        await using var second = Start(shop, "two");
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");

        var clock = Stopwatch.StartNew();
        await first.DisposeAsync();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        await shop.UntilAsync(s => Holder(s) == "two", "the second takes over at once", seconds: 5);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() is not (null or "0"), "the second goes on", seconds: 30);
        await second.DisposeAsync();
        Holder(shop).Should().BeEmpty("who stops gives the lease back");
    }

    [Fact]
    public async Task Of_two_replicas_only_one_writes()
    {
        await using var shop = await Shop.OpenAsync(startOperator: false);
        await using var first = Start(shop, "one");
        await shop.UntilAsync(s => Holder(s) == "one", "the first leads");
        await using var second = Start(shop, "two");
        await shop.LaunchAsync(spec => spec.Remove("objectives"));
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        await second.DisposeAsync();
        (await File.ReadAllTextAsync(Log(shop, "two"))).Should().Contain("All caches are filled").And.NotContain("Written ");
        (await File.ReadAllTextAsync(Log(shop, "one"))).Should().Contain("Written ");
    }

    [Fact]
    public async Task A_kubeconfig_that_is_wrong_is_told_in_one_sentence()
    {
        var dotnet = new Tool("dotnet", new Dictionary<string, string>());
        foreach (var (text, named) in new (string?, string)[] { (null, "/nonexistent/config"), ("current-context: nowhere\n", "nowhere"), ("{ [", "kubeconfig") })
        {
            var file = text is null ? "/nonexistent/config" : Path.GetTempFileName();
            if (text is not null) await File.WriteAllTextAsync(file, text);
            var result = await dotnet.TryAsync(Program, "run", "--kubeconfig", file, "--listen", "off");
            result.Code.Should().Be(2, "{0}", result.Error);
            result.Error.Trim().Split('\n').Should().ContainSingle().Which.Should().StartWith("penumbra: ").And.Contain(named);
            result.Output.Should().BeEmpty();
            if (text is not null) File.Delete(file);
        }
    }

    [Fact]
    public async Task An_api_server_that_is_not_there_yet_is_waited_for()
    {
        await using var shop = await Shop.OpenAsync(startOperator: false);
        var port = FreePort();
        var kubeconfig = Path.Combine(shop.Folder, "early");
        await File.WriteAllTextAsync(kubeconfig, (await File.ReadAllTextAsync(shop.Kubeconfig)).Replace($":{shop.Cluster.Server.BaseAddress.Port}", $":{port}", StringComparison.Ordinal));
        await using var early = OperatorProcess.Start(Program, kubeconfig, Log(shop, "early"), "--identity", "early", "--lease-namespace", OperatorRights.Namespace, "--listen", "off");
        await shop.UntilAsync(s => Said(s, "early").Contains("refused", StringComparison.OrdinalIgnoreCase), "it says what it cannot reach", seconds: 15);
        early.HasEnded.Should().BeFalse();

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var relay = RelayAsync(listener, shop.Cluster.Server.BaseAddress.Port, stop.Token);
        await shop.UntilAsync(s => Said(s, "early").Contains("early leads", StringComparison.Ordinal), "it works once the server is there", seconds: 40);
        await stop.CancelAsync();
        listener.Stop();
        await relay;
        Said(shop, "early").Should().NotContain("   at Penumbra").And.NotContain("Exception:");
    }

    [Fact]
    public async Task It_listens_where_it_is_told_to_whatever_lies_in_its_folder_and_watches_no_files()
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-listen-").FullName;
        var (asked, inFile, inEnvironment) = (FreePort(), FreePort(), FreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), $$"""{"Kestrel": {"Endpoints": {"Other": {"Url": "http://127.0.0.1:{{inFile}}"} } } }""");
        var kubeconfig = Path.Combine(folder, "config");
        await File.WriteAllTextAsync(kubeconfig, """{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}], "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:PORT"}}], "users": [{"name": "u", "user": {}}]}""".Replace("PORT", $"{FreePort()}", StringComparison.Ordinal));
        var start = new ProcessStartInfo("dotnet", [Program, "run", "--kubeconfig", kubeconfig, "--no-leader-election", "--listen", $"http://127.0.0.1:{asked}"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["Kestrel__Endpoints__Another__Url"] = $"http://127.0.0.1:{inEnvironment}";
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            using var http = new HttpClient();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            string? health = null;
            while (health is null) health = await AnswerAsync(http, asked, "/healthz", patience.Token);
            health.Should().Be("200 ok");
            (await AnswerAsync(http, asked, "/readyz", patience.Token)).Should().Be("503 the caches are not filled yet");
            (await AnswerAsync(http, asked, "/metrics", patience.Token)).Should().StartWith("200 # ");
            (await AnswerAsync(http, asked, "/else", patience.Token)).Should().StartWith("404 ");
            (await AnswerAsync(http, inFile, "/healthz", patience.Token)).Should().BeNull();
            (await AnswerAsync(http, inEnvironment, "/healthz", patience.Token)).Should().BeNull();
            new DirectoryInfo($"/proc/{process.Id}/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget).Should().NotContain(target => target != null && target.Contains("inotify", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            await said;
            Directory.Delete(folder, recursive: true);
        }
    }

    // Nothing, where nobody listens.
    private static async Task<string?> AnswerAsync(HttpClient http, int port, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), cancellationToken);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}";
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static OperatorProcess Start(Shop shop, string identity) => OperatorProcess.Start(
        Program, shop.Kubeconfig, Log(shop, identity), "--identity", identity, "--lease-namespace", OperatorRights.Namespace, "--listen", "off", "--allow-loopback-sources");

    private static string Log(Shop shop, string identity) => Path.Combine(shop.Folder, $"{identity}.log");

    private static string Said(Shop shop, string identity)
    {
        if (!File.Exists(Log(shop, identity))) return "";
        using var file = new FileStream(Log(shop, identity), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static string Holder(Shop shop) =>
        shop.Cluster.Get("coordination.k8s.io", "leases", OperatorRights.Namespace, "penumbra")?["spec"]?["holderIdentity"]?.GetValue<string>() ?? "";

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Bytes to and fro: the server "appears" at the port that the operator knows.
    private static async Task RelayAsync(TcpListener listener, int port, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var from = await listener.AcceptTcpClientAsync(stop);
                _ = OneAsync(from, port, stop);
            }
        }
        catch (Exception ending) when (ending is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task OneAsync(TcpClient from, int port, CancellationToken stop)
    {
        try
        {
            using var near = from;
            using var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, port, stop);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), stop), far.GetStream().CopyToAsync(near.GetStream(), stop));
        }
        catch (Exception ending) when (ending is OperationCanceledException or SocketException or IOException)
        {
            // One of them has gone.
        }
    }
}
