namespace Penumbra.Simulation.Cluster;

/// <summary>A pod that takes requests.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Revision">Its revision, or empty.</param>
/// <param name="Version">The version of its image.</param>
/// <param name="ErrorShare">The share of requests that fail there.</param>
/// <param name="SlowShare">The share that takes more than a second.</param>
public sealed record ReadyPod(string Uid, string Revision, string Version, double ErrorShare, double SlowShare)
{
    /// <summary>Until when more of them fail, as its caches are empty.</summary>
    public DateTimeOffset ColdUntil { get; init; }

    /// <summary>The share that fails until then.</summary>
    public double ColdErrorShare { get; init; }

    /// <summary>The share that fails between two instants.</summary>
    public double Errors(DateTimeOffset from, DateTimeOffset to)
    {
        if (ColdErrorShare <= 0 || to <= from) return ErrorShare;
        var cold = Math.Clamp((ColdUntil - from) / (to - from), 0, 1);
        return (cold * ColdErrorShare) + ((1 - cold) * ErrorShare);
    }
}
