using System.Text.Json.Nodes;
using Penumbra.Api.Attributes;

namespace Penumbra.Api.MetricSources;

/// <summary>Where objectives may be measured, and by whom.</summary>
[ValidationRule("has(self.prometheus) != has(self.web)", "exactly one of prometheus and web must be set")]
public sealed record MetricSourceSpecification
{
    /// <summary>A Prometheus server, or anything that answers its HTTP API.</summary>
    public PrometheusAddress? Prometheus { get; init; }

    /// <summary>A web service. Not supported yet.</summary>
    [PreserveUnknownFields]
    public JsonObject? Web { get; init; }

    /// <summary>Structured: selectors only, confined to the launch's namespace. Free: PromQL as well, which nobody can confine.</summary>
    [Values("Structured", "Free"), Default("\"Structured\"")]
    public string? Queries { get; init; }

    /// <summary>Which alerts launches may name. Alerts are not supported yet.</summary>
    [Values("OwnNamespace", "Any"), Default("\"OwnNamespace\"")]
    public string? Alerts { get; init; }

    /// <summary>How long an answer may take.</summary>
    [Duration, Default("\"5s\"")]
    public string? Timeout { get; init; }

    /// <summary>Who may use it.</summary>
    [Default("{}")]
    public SourceNamespaces? Namespaces { get; init; }
}
