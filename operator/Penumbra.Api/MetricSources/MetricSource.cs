using Penumbra.Api.Attributes;

namespace Penumbra.Api.MetricSources;

/// <summary>A place where objectives may be measured. Made by an administrator: the one place where addresses stand.</summary>
[KubernetesEntity(Kind = "MetricSource", PluralName = "metricsources", Namespaced = false)]
[GenericAdditionalPrinterColumn(".spec.prometheus.url", "Prometheus", "string")]
[GenericAdditionalPrinterColumn(".spec.queries", "Queries", "string")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed record MetricSource
{
    /// <summary>Where and how.</summary>
    public required MetricSourceSpecification Spec { get; init; }
}
