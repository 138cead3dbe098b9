using System.Globalization;
using Penumbra.Metrics.History;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Tests.Real;
using Penumbra.Rehearsal.Inputs;
using Penumbra.Rehearsal.Reports;

namespace Penumbra.Rehearsal.Tests;

/// <summary>--prometheus against a real server, which scrapes four times a second.</summary>
public sealed class RealPrometheusTests(PrometheusProcess prometheus) : IClassFixture<PrometheusProcess>
{
    [PrometheusFact]
    public async Task What_a_real_server_recorded_is_played()
    {
        var count = 0L;
        using var guard = new PrometheusHistory(prometheus.Address, new EgressGuard(allowLoopback: true).CreateHandler(prometheus.Address), TimeProvider.System);
        await Eventually.Async(async () =>
        {
            count += 10;
            prometheus.Expose(string.Create(CultureInfo.InvariantCulture, $"http_requests_total{{namespace=\"shop\",pod=\"checkout-7d9f5c-abcde\",code=\"200\"}} {count}\nhttp_requests_total{{namespace=\"shop\",pod=\"checkout-7d9f5c-abcde\",code=\"500\"}} {count / 100}\n"));
            var now = DateTimeOffset.UtcNow;
            var answer = await guard.ReadAsync("{__name__=\"http_requests_total\",pod=~\"checkout-.*\"}", now - TimeSpan.FromSeconds(30), now, TimeSpan.FromSeconds(1), CancellationToken.None);
            answer.Problem.Should().BeNull();
            return answer.Series.Count == 2 && answer.Series.All(series => series.Samples.Count >= 4) && answer.Series.Any(series => series.Samples[^1].Value > series.Samples[0].Value + 50);
        });

        var manifest = Path.Combine(Directory.CreateTempSubdirectory("penumbra-rehearse-").FullName, "launch.yaml");
        await File.WriteAllTextAsync(manifest, Launches.Manifest());
        using var output = new StringWriter();
        using var error = new StringWriter();
        var inputs = new RehearsalInputs { File = manifest, Prometheus = prometheus.Address.ToString(), From = "1m", Step = "1s", Runs = "2", Faults = ["errors=50%"] };
        var status = await new RehearsalProgram(inputs, output, error, new TerminalStyle(80, false), RehearsalSurroundings.Real(null)).RunAsync(CancellationToken.None);
        (status, error.ToString()).Should().Be((0, ""));
        output.ToString().Should().Contain("recorded requests per second");
        Directory.Delete(Path.GetDirectoryName(manifest)!, true);
    }
}
