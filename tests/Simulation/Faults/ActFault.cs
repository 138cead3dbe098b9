using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Faults;

/// <summary>F17, F18, F19, F21: just before a write somebody deletes, edits, scales, or takes pods or room away. The story may end otherwise then, and must come to rest all the same.</summary>
/// <param name="what">What is done.</param>
/// <param name="write">The number of the write.</param>
public sealed class ActFault(Interference what, int write) : Fault
{
    private TimeSpan? _since;
    private int _refused;

    /// <inheritdoc/>
    public override bool ChangesStory => true;

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => HadEffect ? what.UsersMayLose : TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (_since is not null || call.Number != write) return CallFate.Proceed;
        _since = cluster.Time.Elapsed;
        _refused = cluster.Node.Refused;
        IsOver = what.Act(cluster) is not { } act || !Do(act, cluster) || what.Then is null;
        return CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (_since is not { } since) return;

        // A full node matters to the pod that comes later.
        HadEffect |= cluster.Node.Refused > _refused && !IsOver;
        if (IsOver || cluster.Time.Elapsed - since < what.After || what.Then!(cluster) is not { } act) return;
        Do(act, cluster);
        IsOver = true;
    }

    // Whether it was done; what changed nothing had no effect.
    private bool Do(StoryEvent act, SimulatedCluster cluster)
    {
        LastHappened = cluster.Time.Elapsed;
        var (version, crashes) = (cluster.Store.Version, cluster.Node.Crashes);
        try
        {
            cluster.Acts!.Do(act);
        }
        catch (InvalidDataException exception)
        {
            cluster.Violate("story", $"{Text}: {exception.Message}");
            return false;
        }

        HadEffect |= cluster.Store.Version != version || cluster.Node.Crashes != crashes;
        return true;
    }
}
