using System.Text.Json.Nodes;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Faults;

/// <summary>F20: the metric source answers wrongly, or not, at some evaluations.</summary>
/// <param name="mode">How.</param>
/// <param name="first">From this evaluation on.</param>
/// <param name="count">How many. Whoever is gone is not asked: then it is the time of so many.</param>
public sealed class SourceFault(SourceMode mode, int first, int count) : Fault
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private TimeSpan? _goneSince;

    /// <summary>That the source cannot be asked is told and taken back, and what the step waits for meanwhile is told as well; that it is gone holds the launch besides.</summary>
    public override int MoreWrites => mode == SourceMode.Gone ? 3 : 1;

    /// <summary>Who is gone for as long as a launch waits at most has ended it, or holds it.</summary>
    public override TimeSpan Blind => mode == SourceMode.Gone ? (Interval * count) + TimeSpan.FromSeconds(1) : TimeSpan.Zero;

    /// <inheritdoc/>
    public override SourceMode? Source(int evaluation, SimulatedCluster cluster)
    {
        if (IsOver || evaluation < first) return null;
        if (mode == SourceMode.Gone)
        {
            _goneSince ??= cluster.Time.Elapsed;
            Tick(cluster);
            if (IsOver) return null;
        }
        else if (evaluation >= first + count)
        {
            IsOver = true;
            return null;
        }

        LastHappened = cluster.Time.Elapsed;
        return mode;
    }

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _goneSince is not { } since || cluster.Time.Elapsed - since <= (Interval * count) + TimeSpan.FromSeconds(1)) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;

        // A MetricSource that comes back wakes whoever waits for it; the one here is no object, so that somebody else does.
        var touch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.com/touched"] = $"{mode}" } } };
        if (cluster.Launch() is not null) new Hand(cluster, "somebody").Patch("/apis/penumbra.dev/v1alpha1/namespaces/shop/darklaunches/checkout", touch);
        if (cluster.Shadow() is not null) new Hand(cluster, "somebody").Patch("/apis/penumbra.dev/v1alpha1/namespaces/shop/shadowdeployments/checkout-next", touch);
    }
}
