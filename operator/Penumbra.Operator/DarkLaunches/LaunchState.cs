using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Measuring;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>What the process keeps of one launch between passes: losing it costs time, never safety.</summary>
public sealed class LaunchState
{
    /// <summary>The UID that the rest belongs to: a launch recreated under the same name begins anew.</summary>
    public string Uid { get; init; } = "";

    /// <summary>What the last pass remembered.</summary>
    public LaunchMemory Memory { get; set; } = LaunchMemory.Empty;

    /// <summary>Whether the last pass found nothing left to do.</summary>
    public bool IsConverged { get; set; }

    /// <summary>Objects that were written and that the caches may not have seen yet.</summary>
    public HashSet<(ResourceKind Kind, ObjectKey Key)> Written { get; } = [];

    /// <summary>The write that was refused for good in the last pass; null when none was.</summary>
    public Problem? Refused { get; set; }

    /// <summary>Fields of the managed route that the API server was found to drop; see <see cref="Penumbra.Traffic.LaunchTraffic.Pruned"/>.</summary>
    public ImmutableSortedSet<string> Pruned { get; set; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether the present pass found out more of <see cref="Pruned"/>: then what it decided rests on too little.</summary>
    public bool HasLearnt { get; set; }

    /// <summary>When <see cref="Pruned"/> is asked about again: a newer definition may be installed meanwhile, and nothing tells of it.</summary>
    public DateTimeOffset PrunedUntil { get; set; }

    /// <summary>What was measured since the last pass.</summary>
    public ReadingInbox Inbox { get; } = new();
}
