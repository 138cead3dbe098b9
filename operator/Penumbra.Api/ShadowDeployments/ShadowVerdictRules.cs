using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What the shadow is judged by. The same section stands in the comparison server's own file.</summary>
[ValidationRule("!has(self.minComparisons) || !has(self.maxMismatch) || double(self.minComparisons) * double(self.maxMismatch.replace('%', '')) > 299.999", "minComparisons must be at least 3/maxMismatch")]
public sealed record ShadowVerdictRules
{
    /// <summary>How long is compared at least before SameOrBetter; from 1m to 2160h.</summary>
    [Duration, Default("\"24h\"")]
    [ValidationRule("duration(self) >= duration('1m') && duration(self) <= duration('2160h')", "over must be between 1m and 2160h")]
    public string? Over { get; init; }

    /// <summary>How many comparisons that takes at least. Default 10000, or 3/maxMismatch where that is more.</summary>
    [Range(1, 1000000000)]
    public long? MinComparisons { get; init; }

    /// <summary>The excess of mismatches that is as good as none; from 0.001% to 10%.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,2}(\\.[0-9]{1,6})?%$"), Default("\"0.1%\"")]
    public string? MaxMismatch { get; init; }

    /// <summary>How sure a verdict must be; from 50% to 99.99%.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,2}(\\.[0-9]{1,4})?%$"), Default("\"95%\"")]
    public string? Confidence { get; init; }

    /// <summary>How long the shadow may take relative to live, at p50 and at p99 (from 10,000 pairs on); from 100% to 1000%.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,4}(\\.[0-9]{1,4})?%$"), Default("\"110%\"")]
    public string? LatencyNoMoreThan { get; init; }

    /// <summary>Whether one bad endpoint is a bad verdict, and is named.</summary>
    [Default("true")]
    public bool? PerEndpoint { get; init; }
}
