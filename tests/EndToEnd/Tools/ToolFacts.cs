namespace Penumbra.EndToEnd.Tools;

/// <summary>A test that needs helm; skipped, with a word, where it is missing, and failed in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelmFactAttribute : FactAttribute
{
    public HelmFactAttribute() => Skip = Tool.SkipWithout(Tool.HelmProgram, Tool.NoHelm);
}

/// <summary>A test that needs kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = Tool.SkipWithout(Tool.KubectlProgram, Tool.NoKubectl);
}

/// <summary>A test that needs the kubectl of Debian bookworm.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OldKubectlFactAttribute : FactAttribute
{
    public OldKubectlFactAttribute() => Skip = Tool.SkipWithout(Tool.OldKubectlProgram, Tool.NoOldKubectl);
}

/// <summary>A test that needs Prometheus.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = Tool.SkipWithout(Tool.PrometheusProgram, Tool.NoPrometheus);
}
