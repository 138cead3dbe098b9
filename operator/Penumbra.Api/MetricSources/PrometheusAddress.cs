using Penumbra.Api.Attributes;

namespace Penumbra.Api.MetricSources;

/// <summary>A Prometheus server.</summary>
public sealed record PrometheusAddress
{
    /// <summary>Its address, such as http://prometheus.monitoring:9090.</summary>
    [Length(1, 2048), Pattern("^https?://.+$")]
    public required string Url { get; init; }

    /// <summary>A Secret with the login: keys bearer, or username and password, or ca.crt, tls.crt and tls.key.</summary>
    public SecretReference? SecretRef { get; init; }

    /// <summary>How series name their revision; {{namespace}}, {{revision}} and {{podPattern}} are filled in.</summary>
    [Length(1, 1024), Default("\"namespace=\\\"{{namespace}}\\\",pod=~\\\"{{podPattern}}\\\"\"")]
    public string? RevisionMatcher { get; init; }
}
