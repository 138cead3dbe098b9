namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>How many copies arrived of those that should have: what a gateway does not copy, such as bodies over its own limit, is seen by nobody else.</summary>
/// <param name="Expected">How many should have, by what live's own pods counted.</param>
/// <param name="Arrived">How many did.</param>
/// <param name="Instance">The process of the server that counts; with another the counting goes on from its first number.</param>
/// <param name="Seen">How many it had seen when that was last looked at.</param>
/// <param name="AskedLive">How many requests it had added to live.</param>
/// <param name="ReadAt">Up to which reading of live's pods that was; null before the first.</param>
public sealed record CopyCoverage(double Expected, long Arrived, string Instance, long Seen, long AskedLive, DateTimeOffset? ReadAt = null)
{
    // Fewer say nothing: a reading and an answer of the server are seconds apart.
    private const double Enough = 1_000;

    /// <summary>Nothing counted.</summary>
    public static CopyCoverage None { get; } = new(0, 0, "", 0, 0);

    /// <summary>The share that arrived, 1 for all; null while too few were expected.</summary>
    public double? Share => Expected >= Enough ? Arrived / Expected : null;
}
