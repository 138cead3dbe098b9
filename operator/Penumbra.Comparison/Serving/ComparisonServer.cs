using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Evidence;
using Penumbra.Comparison.Replaying;
using Penumbra.Comparison.Reports;
using Penumbra.Comparison.Requests;
using Penumbra.Comparison.Values;

namespace Penumbra.Comparison.Serving;

/// <summary>A running comparison server: one port takes mirrored copies, another shows what came of them.</summary>
public sealed class ComparisonServer : IAsyncDisposable
{
    private const int HeaderBytes = 64 * 1024;
    private const int HeaderCount = 200;

    // Each connection may hold so much that nobody has read yet, whatever is sent on it.
    private const int UnreadBytes = 128 * 1024;
    private const int MostConnections = 1024;
    private const int MostReaders = 256;
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly ComparisonState _state;
    private readonly CopyReceiver _receiver;
    private readonly ReplayReceiver _replays;
    private readonly ValueStore _values;
    private readonly ValueReader? _reader;
    private readonly AnswerSource _live;
    private readonly AnswerSource _shadow;
    private readonly CancellationTokenSource _ending = new();
    private readonly TimeProvider _time;
    private WebApplication? _traffic;
    private WebApplication? _report;
    private UnreadableCopies? _unreadable;

    private ComparisonServer(ComparisonConfig config, TimeProvider time, Random random, ILoggerFactory logs)
    {
        _time = time;
        var logger = logs.CreateLogger("Penumbra.Comparison");
        _state = new ComparisonState(config, Subject(config), time, EvidenceFile.Read(config, logger));
        _live = new AnswerSource(config.Live, config.Requests, time);
        _shadow = new AnswerSource(config.Shadow, config.Requests, time);
        var mark = new ShadowMark(config.Name, config.Secret, (3 * config.Requests.Timeout) + Slack, time);
        _values = new ValueStore(time);
        _reader = config.Access is { Url: { } server } access ? new ValueReader(config, access, server, _values, time, logger) : null;
        var comparer = new RequestComparer(config, _state, _values, _live, _shadow, mark, random, time, _ending.Token);
        _receiver = new CopyReceiver(config, _state, comparer, mark, time, logger);
        _replays = new ReplayReceiver(config, _state, comparer, time, logger);
    }

    /// <summary>Where copies are taken: the first address over HTTP/1.1, the second, when there is one, over HTTP/2.</summary>
    public IReadOnlyList<Uri> TrafficAddresses { get; private set; } = [];

    /// <summary>Where the report is.</summary>
    public Uri ReportAddress => ReportAddresses[0];

    /// <summary>Where it is, and where it is within the machine or the pod alone.</summary>
    public IReadOnlyList<Uri> ReportAddresses { get; private set; } = [new("http://localhost")];

    /// <summary>Starts a server.</summary>
    /// <param name="config">What it is told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Draws the order of asks and the sample for noise.</param>
    /// <param name="logs">Where it logs: never a path, a header or a body.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="CryptographicException">A file of authorities holds no certificates.</exception>
    public static async Task<ComparisonServer> StartAsync(ComparisonConfig config, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken cancellationToken = default)
    {
        var server = new ComparisonServer(config, time, random, logs);
        try
        {
            await server.ListenAsync(config, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>All that is known now.</summary>
    public ComparisonSnapshot Snapshot() => _state.Snapshot();

    /// <summary>Takes nothing more, waits a little for what is under way, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _unreadable?.Dispose();
        if (_traffic is not null) await StopAsync(_traffic);
        _ending.CancelAfter(DrainPatience);
        await _receiver.DrainAsync();
        await _replays.DrainAsync();
        if (_report is not null) await StopAsync(_report);
        _reader?.Dispose();
        _values.Dispose();
        _live.Dispose();
        _shadow.Dispose();
        _ending.Dispose();
    }

    private async Task ListenAsync(ComparisonConfig config, CancellationToken cancellationToken)
    {
        var rules = config.Listen;
        _traffic = Build(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = config.Requests.MaxBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = HeaderCount;
            kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Listen(rules.Traffic, listen => listen.Protocols = HttpProtocols.Http1);
            if (rules.TrafficHttp2 is { } http2) kestrel.Listen(http2, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _traffic.Run(_receiver.ReceiveAsync);
        _unreadable = new UnreadableCopies(_traffic.Services, _receiver.Unreadable);
        _report = Build(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = ReplayReceiver.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = MostReaders;
            kestrel.Listen(rules.Report, listen => listen.Protocols = HttpProtocols.Http1);
            if (rules.ReportInside is { } inside) kestrel.Listen(inside, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _report.MapGet("/healthz", () => Results.Text("ok"));
        _report.MapGet("/readyz", () => _state.Loops.IsLooping
            ? Results.Text("MirrorLoop: this server's own requests are mirrored to it again; remove the mirror from the route that live is asked by", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ok"));
        _report.MapGet("/metrics", () => Results.Text(MetricsText.Write(Snapshot()), "text/plain; version=0.0.4; charset=utf-8"));
        _report.MapGet("/evidence", () => Results.Bytes(EvidenceCodec.Encode(_state.Export()), "application/octet-stream"));
        _report.MapGet("/report.json", () => Results.Text(JsonReport.Write(Snapshot()), "application/json"));
        _report.MapGet("/report", () => Results.Text(HtmlReport.Write(Snapshot()), "text/html; charset=utf-8"));
        _report.MapGet("/values", _reader is { } page ? page.PageAsync : NoValuesAsync);
        _report.MapGet("/values.json", _reader is { } json ? json.JsonAsync : NoValuesAsync);
        _report.MapPost(ReplayMessage.Path, (RequestDelegate)_replays.ReceiveAsync);
        _report.MapGet("/", () => Results.Redirect("/report"));
        await _traffic.StartAsync(cancellationToken);
        await _report.StartAsync(cancellationToken);
        TrafficAddresses = Addresses(_traffic);
        ReportAddresses = Addresses(_report);
    }

    private static Task NoValuesAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("no values are kept: compare.samples is Shapes\n");
    }

    private static WebApplication Build(Action<KestrelServerOptions> configure)
    {
        // Bare: neither a file nor an environment variable adds a place where it listens, no folder is watched, and the framework logs nothing: its logs hold paths and queries.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure(kestrel);
        });
        return builder.Build();
    }

    private async Task StopAsync(WebApplication application)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await application.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await application.DisposeAsync();
    }

    private static List<Uri> Addresses(WebApplication application) =>
        [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    // Evidence is bound to what is compared, and to how. Who says when it began has bound it already.
    private static string Subject(ComparisonConfig config)
    {
        if (config.Since is not null) return config.Subject;
        var compare = config.Compare;
        var settings = string.Join('\n', [.. compare.Ignored.Order(StringComparer.Ordinal), "/", .. compare.Tolerated.Select(tolerance => tolerance.ToString()).Order(StringComparer.Ordinal), "/", .. compare.Orderless.Order(StringComparer.Ordinal)]);
        return $"{config.Subject} compare:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..16]}".Trim();
    }
}
