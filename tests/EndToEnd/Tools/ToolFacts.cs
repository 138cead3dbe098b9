namespace Penumbra.EndToEnd.Tools;

/// <summary>A test that needs helm; skipped, with a word, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelmFactAttribute : FactAttribute
{
    public HelmFactAttribute() => Skip = Tool.HelmProgram is null ? "helm is missing: make tools" : null;
}

/// <summary>A test that needs kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = Tool.KubectlProgram is null ? "kubectl is missing: make tools" : null;
}

/// <summary>A test that needs the kubectl of Debian bookworm.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OldKubectlFactAttribute : FactAttribute
{
    public OldKubectlFactAttribute() => Skip = Tool.OldKubectlProgram is null ? "kubectl 1.20 is missing: tests/tools/install-kubectl120.sh" : null;
}

/// <summary>A test that needs Prometheus.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = Tool.PrometheusProgram is null ? "Prometheus is missing: make tools" : null;
}
