namespace Penumbra.Metrics.Tests.Real;

/// <summary>A test that needs a real Prometheus; skipped, with a word, where it is missing, and failed in CI by the fixture.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public const string Missing = "There is no prometheus program: run tests/tools/install-prometheus.sh, or let PENUMBRA_PROMETHEUS name one.";

    public PrometheusFactAttribute() => Skip = PrometheusProcess.Program() is null && Environment.GetEnvironmentVariable("CI") != "true" ? Missing : null;
}
