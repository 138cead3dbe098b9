using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Shadows;

/// <summary>Remembers what was ever found: a process that starts must know all of it but for the last minute, and nothing twice.</summary>
/// <param name="cluster">The world.</param>
public sealed class EvidenceLedger(SimulatedCluster cluster)
{
    // Kept once a minute, by a pass that comes every ten seconds and writes.
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(75);

    private readonly SortedDictionary<string, List<(long Compared, TimeSpan At)>> _found = new(StringComparer.Ordinal);

    /// <summary>A process has found something.</summary>
    public void Found(ServerProcess process, TimeSpan at)
    {
        var known = Of(process);
        if (process.Compared is var compared && compared > 0 && (known.Count == 0 || known[^1].Compared < compared)) known.Add((compared, at));
    }

    /// <summary>A process starts with what was kept.</summary>
    public void Started(ServerProcess process, TimeSpan at)
    {
        var known = Of(process);
        var kept = process.Compared;
        if (known.Count == 0)
        {
            if (kept > 0) cluster.Violate("evidence-once", $"the server of {process.Shadow} starts with {kept} comparisons that nobody made");
            return;
        }

        if (kept > known[^1].Compared) cluster.Violate("evidence-once", $"the server of {process.Shadow} starts with {kept} comparisons, and only {known[^1].Compared} were made");
        var slack = cluster.Blindness + cluster.Faults.Select(fault => fault.Staleness).DefaultIfEmpty(TimeSpan.Zero).Max();

        // Of what goes nothing is kept any more.
        var isGoing = cluster.Shadow(process.Shadow)?["metadata"]?["deletionTimestamp"] is not null;
        if (!isGoing && known.FirstOrDefault(entry => entry.Compared > kept) is { Compared: > 0 } lost && known[^1].At - lost.At > MostLost + slack)
            cluster.Violate("evidence-kept", $"the server of {process.Shadow} starts with {kept} of {known[^1].Compared} comparisons at {at}; what is lacking goes back to {lost.At}");
        known.RemoveAll(entry => entry.Compared > kept);
    }

    private List<(long Compared, TimeSpan At)> Of(ServerProcess process)
    {
        var key = $"{process.Shadow} {process.Evidence.Subject} {process.Evidence.Since.Ticks}";
        return _found.TryGetValue(key, out var known) ? known : _found[key] = [];
    }
}
