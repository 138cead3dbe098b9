using System.Text.Json.Nodes;
using Penumbra.Bench.Processes;

namespace Penumbra.Bench.Comparisons;

/// <summary><c>penumbra compare</c> as it is shipped, in a process of its own.</summary>
public sealed class ComparisonProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly HttpClient _report = new(new SocketsHttpHandler { UseProxy = false });

    private ComparisonProcess(string folder, ChildProcess child) => (_folder, Child) = (folder, child);

    /// <summary>The process.</summary>
    public ChildProcess Child { get; }

    /// <summary>Where copies are taken.</summary>
    public Uri Copies { get; private set; } = new("http://localhost");

    /// <summary>Starts one.</summary>
    /// <param name="live">What users are served by.</param>
    /// <param name="shadow">What is compared with it.</param>
    /// <param name="requests">Fields of <c>requests</c> beside its templates, such as <c>maxInFlight: 64</c>.</param>
    /// <param name="isBesideLive">Whether cores are shared as a node shares them: the pod asks for a tenth of a core, and gets a tenth of what live's, which asks for one, gets when they are short.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ComparisonProcess> StartAsync(Uri live, Uri shadow, string requests, bool isBesideLive, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-bench-compare-").FullName;
        var (config, key) = (Path.Combine(folder, "compare.yaml"), Path.Combine(folder, "key"));
        await File.WriteAllTextAsync(key, Guid.NewGuid().ToString("N"), cancellationToken);
        // Port 0: the server says which it found.
        await File.WriteAllTextAsync(config, $$"""
            name: bench
            live: {url: "http://{{live.Authority}}"}
            shadow: {url: "http://{{shadow.Authority}}"}
            secretFile: {{key}}
            listen: {traffic: "127.0.0.1:0", report: "127.0.0.1:0"}
            requests: {templates: ["/orders/{id}"]{{(requests.Length == 0 ? "" : ", " + requests)}}}
            """, cancellationToken);
        var program = Repository.Program("Penumbra.Operator", "penumbra.dll");
        var server = new ComparisonProcess(folder, isBesideLive ? ChildProcess.StartWithTenth(program, "compare", "--config", config) : ChildProcess.Start(program, "compare", "--config", config));
        try
        {
            JsonNode? said = null;
            await Until.HoldsAsync(
                () => server.Child.HasEnded || (said = server.Child.Lines.Select(line => JsonNode.Parse(line)?["State"]).FirstOrDefault(state => state?["Traffic"] is not null)) is not null,
                "the comparison server listens", TimeSpan.FromSeconds(30), cancellationToken);
            if (said is null) throw new InvalidOperationException("the comparison server ended");
            (server.Copies, server._report.BaseAddress) = (new Uri(said["Traffic"]!.GetValue<string>()), new Uri(said["Report"]!.GetValue<string>()));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Its metrics now.</summary>
    public async Task<Scrape> ScrapeAsync(CancellationToken cancellationToken) => new(await _report.GetStringAsync("/metrics", cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Child.DisposeAsync();
        _report.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
