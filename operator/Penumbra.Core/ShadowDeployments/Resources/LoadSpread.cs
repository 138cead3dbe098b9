namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>Whether the load of a side varies enough to tell what a request costs from what idling costs: the share of the variance of its requests a second that is no error (their reliability).</summary>
public static class LoadSpread
{
    /// <summary>What the reliability must be.</summary>
    public const double Least = 0.95;

    // Requests and CPU are not counted in the same instant: a second more or less.
    private const double Slack = 1;

    /// <summary>Of live's requests, which are estimated from copies.</summary>
    public static double OfLive(IReadOnlyList<ResourcePoint> points) => Of(points, point => point.LiveRequests, point => point.LiveVariance);

    /// <summary>Of the shadow's, which are counted.</summary>
    public static double OfShadow(IReadOnlyList<ResourcePoint> points) => Of(points, point => point.ShadowRequests, _ => 0);

    private static double Of(IReadOnlyList<ResourcePoint> points, Func<ResourcePoint, double> requests, Func<ResourcePoint, double> error)
    {
        var seconds = points.Sum(point => point.Seconds);
        var mean = points.Sum(requests) / seconds;
        var (variance, errors) = (0.0, 0.0);
        foreach (var point in points)
        {
            var off = (requests(point) / point.Seconds) - mean;
            var shift = mean * Slack / point.Seconds;
            variance += point.Seconds * off * off;
            errors += point.Seconds * ((error(point) / (point.Seconds * point.Seconds)) + (shift * shift));
        }

        return variance > 0 ? Math.Max(0, 1 - (errors / variance)) : 0;
    }
}
