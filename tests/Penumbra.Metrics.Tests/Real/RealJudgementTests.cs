using Penumbra.Core.Objectives;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Real;

/// <summary>From an exporter through a real Prometheus to a verdict.</summary>
public sealed class RealJudgementTests(PrometheusProcess prometheus) : IClassFixture<PrometheusProcess>
{
    [PrometheusFact]
    public async Task Errors_become_Bad_none_becomes_Good_and_a_server_that_is_gone_becomes_Unknown()
    {
        using var source = new PrometheusSource(new PrometheusSettings { Address = prometheus.Address }, new PrometheusParts(new FakeClient(), TimeProvider.System, new EgressGuard(allowLoopback: true).CreateHandler));
        var objective = Samples.Objective("prometheus");
        var memory = new ObjectiveMemory();
        Evaluation? seen = null;
        void Count(int good, int bad) => prometheus.Expose(
            $"http_requests_total{{namespace=\"shop\",pod=\"checkout-3b02ee90-x-y\",code=\"200\"}} {good}\nhttp_requests_total{{namespace=\"shop\",pod=\"checkout-3b02ee90-x-y\",code=\"500\"}} {bad}\n");
        Task Until(Func<Evaluation, bool> condition) => Eventually.Async(async () =>
        {
            (memory, seen) = Samples.Judge(memory, objective, (await source.ReadAsync([Samples.Request()], CancellationToken.None))[0]);
            return condition(seen);
        });

        Count(1000, 700);
        await Until(_ => memory is { HasBaseline: true, Watermarks.Count: 3 });
        Count(1200, 700);
        await Until(evaluation => evaluation.Verdict == Verdict.Good);
        Count(2000, 900);
        await Until(evaluation => evaluation.Verdict == Verdict.Bad);
        prometheus.Stop();
        await Until(evaluation => evaluation.Verdict == Verdict.Unknown);
        seen!.Why.Should().Be(UnknownWhy.NoAnswer);
    }
}
