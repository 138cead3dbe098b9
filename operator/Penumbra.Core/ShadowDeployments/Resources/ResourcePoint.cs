namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What both sides used in the same stretch of time, a minute or several, and for how many requests.</summary>
public sealed record ResourcePoint
{
    /// <summary>How long it was.</summary>
    public required double Seconds { get; init; }

    /// <summary>CPU time that live's pods used, in seconds; null where the source lacks it.</summary>
    public double? LiveCpu { get; init; }

    /// <summary>The same of the shadow's.</summary>
    public double? ShadowCpu { get; init; }

    /// <summary>Live's requests: users', estimated from their copies, and ours.</summary>
    public double LiveRequests { get; init; }

    /// <summary>The variance of that estimate: each request is copied or not.</summary>
    public double LiveVariance { get; init; }

    /// <summary>The shadow's requests.</summary>
    public double ShadowRequests { get; init; }

    /// <summary>Memory of one of live's pods, in bytes; null where the source lacks it.</summary>
    public double? LiveMemory { get; init; }

    /// <summary>The same of the shadow's.</summary>
    public double? ShadowMemory { get; init; }

    /// <summary>How many pods live had.</summary>
    public double LiveReplicas { get; init; }

    /// <summary>How many the shadow had.</summary>
    public double ShadowReplicas { get; init; }

    /// <summary>This stretch and another as one.</summary>
    public ResourcePoint Plus(ResourcePoint other)
    {
        double Mean(double one, double two) => ((one * Seconds) + (two * other.Seconds)) / (Seconds + other.Seconds);
        double? Means(double? one, double? two) => one is { } known && two is { } more ? Mean(known, more) : null;
        return new ResourcePoint
        {
            Seconds = Seconds + other.Seconds,
            LiveCpu = LiveCpu + other.LiveCpu,
            ShadowCpu = ShadowCpu + other.ShadowCpu,
            LiveRequests = LiveRequests + other.LiveRequests,
            LiveVariance = LiveVariance + other.LiveVariance,
            ShadowRequests = ShadowRequests + other.ShadowRequests,
            LiveMemory = Means(LiveMemory, other.LiveMemory),
            ShadowMemory = Means(ShadowMemory, other.ShadowMemory),
            LiveReplicas = Mean(LiveReplicas, other.LiveReplicas),
            ShadowReplicas = Mean(ShadowReplicas, other.ShadowReplicas),
        };
    }
}
