using System.Globalization;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>Whether one replica of the shadow serves about as much as one of live: without it nothing is said of how it bears the load.</summary>
public static class MatchedLoad
{
    private const double Apart = 0.25;
    private const int Least = 5;

    /// <summary>How far they are apart, in a sentence; null when they are not, or it is not known yet.</summary>
    public static string? Problem(ResourceHistory history)
    {
        if (history.Points.Length < Least) return null;
        var live = history.Points.Sum(point => point.LiveRequests) / history.Points.Sum(point => point.LiveReplicas * point.Seconds);
        var shadow = history.Points.Sum(point => point.ShadowRequests) / history.Points.Sum(point => point.ShadowReplicas * point.Seconds);
        var ratio = shadow / live;
        return double.IsFinite(ratio) && Math.Abs(ratio - 1) > Apart
            ? string.Create(CultureInfo.InvariantCulture, $"the shadow's replicas get {100 * ratio:0.#} % of the requests that live's get: nothing is said about load")
            : null;
    }
}
