using System.Text.Json;
using Penumbra.Api.Json;
using Penumbra.Api.MetricSources;
using Penumbra.Core.Common;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Reads a MetricSource's spec. What is declared and does not work yet is refused, never passed over.</summary>
public static class SettingsReader
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Reads a spec from its JSON; null, with what is wrong and where, when it cannot be used.</summary>
    public static PrometheusSettings? Read(ReadOnlySpan<byte> json, out Problem? problem)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ApiJson.Default.MetricSourceSpecification) is { } specification) return Read(specification, out problem);
            problem = new Problem(Reason.InvalidSpec, "spec", "there is none");
        }
        catch (JsonException exception)
        {
            problem = JsonProblem.Of(exception, "spec");
        }

        return null;
    }

    /// <summary>Reads a spec; null, with what is wrong and where, when it cannot be used.</summary>
    public static PrometheusSettings? Read(MetricSourceSpecification specification, out Problem? problem)
    {
        problem = specification.Web is not null ? new(Reason.NotYetSupported, "spec.web", "is not supported yet; use prometheus") : Wrong(specification) ?? NotYet(specification);
        if (problem is not null) return null;
        var prometheus = specification.Prometheus!;
        var settings = new PrometheusSettings { Address = new Uri(prometheus.Url), Login = prometheus.SecretRef, IsFree = specification.Queries is "Free" };
        if (prometheus.RevisionMatcher is { } matcher) settings = settings with { RevisionMatcher = matcher };
        return specification.Timeout is { } timeout ? settings with { Timeout = Span.Parse(timeout)!.Value } : settings;
    }

    private static Problem? NotYet(MetricSourceSpecification specification)
    {
        if (specification.Namespaces is { From: "Selector" } or { Selector.Count: > 0 }) return new(Reason.NotYetSupported, "spec.namespaces", "cannot be selected yet; use from: All, and no selector");
        return specification.Alerts is "Any" ? new(Reason.NotYetSupported, "spec.alerts", "alerts are not supported yet; leave it out") : null;
    }

    private static Problem? Wrong(MetricSourceSpecification specification)
    {
        if (specification.Queries is not (null or "Structured" or "Free")) return Invalid("queries", "is neither Structured nor Free");
        if (specification.Prometheus is not { } prometheus) return Invalid("prometheus", "is missing: there is no other kind of source");
        if (!Uri.TryCreate(prometheus.Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            return Invalid("prometheus.url", "is not an address such as http://prometheus.monitoring:9090");
        if (uri.Port == 0) return Invalid("prometheus.url", "has port 0, where nobody listens");
        if (prometheus.Url.Any(char.IsWhiteSpace)) return Invalid("prometheus.url", "holds a space or the end of a line");
        if (uri.UserInfo.Length > 0) return Invalid("prometheus.url", "holds a login; put it into a Secret and name that in secretRef");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) return Invalid("prometheus.url", "has a query or a fragment; only a path may follow the host");
        if (specification.Timeout is { } timeout && !(Span.Parse(timeout) is { } span && span > TimeSpan.Zero && span <= LongestTimeout)) return Invalid("timeout", "is not a duration of at most 1m, such as 5s");
        return prometheus.RevisionMatcher is { } matcher && RevisionTemplate.Parse(matcher, out var wrong) is null ? Invalid("prometheus.revisionMatcher", wrong!) : null;
    }

    private static Problem Invalid(string field, string message) => new(Reason.InvalidSpec, $"spec.{field}", message);
}
