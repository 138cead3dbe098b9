using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>All that is known of one shadow. It belongs to one pair of images and one way to compare: with another it begins anew.</summary>
public sealed record ShadowEvidence
{
    /// <summary>The name under which all endpoints' latencies are kept together.</summary>
    public const string Everything = "";

    /// <summary>What it belongs to: live's images, the shadow's, and the hash of what is compared.</summary>
    public required string Subject { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How long a slice is.</summary>
    public required TimeSpan Slice { get; init; }

    /// <summary>What was found, by endpoint.</summary>
    public ImmutableSortedDictionary<string, EndpointEvidence> Endpoints { get; init; } = ImmutableSortedDictionary<string, EndpointEvidence>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>How long both took, by endpoint, and all together under <see cref="Everything"/>.</summary>
    public ImmutableSortedDictionary<string, LatencyPairs> Latency { get; init; } = ImmutableSortedDictionary<string, LatencyPairs>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What was not compared, by reason.</summary>
    public ImmutableSortedDictionary<NotCompared, long> NotCompared { get; init; } = ImmutableSortedDictionary<NotCompared, long>.Empty;

    /// <summary>When the shadow did not answer: an outage is one mismatch a minute, however many requests it met.</summary>
    public Outages Outages { get; init; } = Outages.None;

    /// <summary>How long is compared.</summary>
    public TimeSpan Over => Slice * EndpointEvidence.Slices;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="subject">What is compared with what.</param>
    /// <param name="since">The present.</param>
    /// <param name="over">How long is compared.</param>
    public static ShadowEvidence Begin(string subject, DateTimeOffset since, TimeSpan over) => new() { Subject = subject, Since = since, Slice = over / EndpointEvidence.Slices };

    /// <summary>The slice that a moment falls into.</summary>
    public int SliceOf(DateTimeOffset at) => (int)((at - Since).Ticks / Slice.Ticks);

    /// <summary>With one comparison more.</summary>
    public ShadowEvidence With(Comparison comparison)
    {
        var minute = (comparison.At - Since).Ticks / TimeSpan.TicksPerMinute;
        var isSilent = comparison.Shadow.Any(difference => difference.Kind == DifferenceKind.Unreachable);
        var passes = Outages.Passes(comparison.At, minute, Over);
        var outages = Outages.With(isSilent, comparison.At, minute, passes);
        if (passes) return Without(Verdicts.NotCompared.SameOutage) with { Outages = outages };
        var known = Endpoints.GetValueOrDefault(comparison.Endpoint, EndpointEvidence.Empty);
        return this with
        {
            Outages = outages,
            Endpoints = Endpoints.SetItem(comparison.Endpoint, known.With(comparison, SliceOf(comparison.At))),
        };
    }

    /// <summary>With the time that both took for one request.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="live">How long live took.</param>
    /// <param name="shadow">How long the shadow took.</param>
    public ShadowEvidence With(string endpoint, TimeSpan live, TimeSpan shadow) => this with
    {
        Latency = Latency
            .SetItem(endpoint, Latency.GetValueOrDefault(endpoint, LatencyPairs.Empty).With(live, shadow))
            .SetItem(Everything, Latency.GetValueOrDefault(Everything, LatencyPairs.Empty).With(live, shadow)),
    };

    /// <summary>With one request more that was not compared.</summary>
    public ShadowEvidence Without(NotCompared reason) => this with { NotCompared = NotCompared.SetItem(reason, NotCompared.GetValueOrDefault(reason) + 1) };
}
