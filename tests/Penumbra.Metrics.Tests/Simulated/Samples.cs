using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Metrics.Tests.Simulated;

/// <summary>Pods, requests and objectives as tests need them.</summary>
internal static class Samples
{
    public static Indicator.Ratio Ratio { get; } = new("http_requests_total{code=~\"5..\"}", "http_requests_total");

    public static MeasureRequest Request(Indicator? indicator = null, string ns = "shop", string launch = "checkout", string revision = "3b02ee90") =>
        new(ns, launch, $"{launch}-{revision}", revision, indicator ?? Ratio);

    public static FakeInformer<PodView> Pods(params PodView[] pods)
    {
        var informer = new FakeInformer<PodView>(pod => $"{pod.Namespace}/{pod.Metadata.Labels["penumbra.dev/launch"]}");
        informer.Items.AddRange(pods);
        return informer;
    }

    public static PodView Pod(
        string name, string address = "10.0.0.1", bool ready = true, string ns = "shop", string launch = "checkout", string revision = "3b02ee90", string? uid = null,
        Dictionary<string, string>? annotations = null, params (string? Name, int Port)[] ports) => new()
        {
            Metadata = new()
            {
                Name = name,
                Namespace = ns,
                Uid = uid ?? $"uid-{name}",
                Labels = new([new("penumbra.dev/launch", launch), new("penumbra.dev/revision", revision)]),
                Annotations = new(annotations ?? []),
            },
            Spec = new() { Ports = [.. (ports.Length == 0 ? [("metrics", 9100)] : ports).Select(port => new ContainerPort(port.Name ?? "", port.Port))] },
            Status = new() { PodIP = address, IsReady = ready },
        };

    public static Objective Objective(string source, Indicator? indicator = null, Bound? bound = null) =>
        new() { Name = "availability", Source = source, Indicator = indicator ?? Ratio, Bound = bound ?? new Bound.Target(0.99), MinSamples = 50 };

    /// <summary>Absorbs a reading and judges it at once.</summary>
    public static (ObjectiveMemory Memory, Evaluation Evaluation) Judge(ObjectiveMemory memory, Objective objective, Reading reading)
    {
        memory = Watermarks.Absorb(memory, objective, reading);
        return (memory, ThresholdJudge.Judge(objective, memory, new AnalysisSettings(), 1, DateTimeOffset.MinValue, reading.At));
    }
}
