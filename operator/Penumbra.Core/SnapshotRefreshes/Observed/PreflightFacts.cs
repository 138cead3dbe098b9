using Penumbra.Core.Common;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>What is looked at once, before anything costs money. Null: nobody needs it, or the cloud has no word for it.</summary>
public sealed record PreflightFacts
{
    /// <summary>What the worker found wrong by itself: missing SQL files, Secrets, a template that does not merge.</summary>
    public IReadOnlyList<Problem> Local { get; init; } = [];

    /// <summary>What the cloud refused to tell: each with the right that is missing. What cannot be looked at is not taken for well.</summary>
    public IReadOnlyList<Problem> Unanswered { get; init; } = [];

    /// <summary>The key.</summary>
    public KeyFacts? Key { get; init; }

    /// <summary>Whether the subnet group exists.</summary>
    public bool? SubnetGroupFound { get; init; }

    /// <summary>The cluster's parameter group; null when none is asked for.</summary>
    public ParameterFacts? ClusterParameters { get; init; }

    /// <summary>The instance's parameter group; null when none is asked for.</summary>
    public ParameterFacts? InstanceParameters { get; init; }

    /// <summary>Ways out of each security group, also to itself, as people read them: <c>sg-0123 to 0.0.0.0/0</c>.</summary>
    public IReadOnlyList<string>? Egress { get; init; }

    /// <summary>The client programs of PostgreSQL that the worker has; null where nobody needs them.</summary>
    public ClientTools? Tools { get; init; }

    /// <summary>How many more manual snapshots the account may have.</summary>
    public int? SnapshotsLeft { get; init; }

    /// <summary>How many more databases of the kind the account may have.</summary>
    public int? DatabasesLeft { get; init; }

    /// <summary>How many more instances the account may have, those of clusters included.</summary>
    public int? InstancesLeft { get; init; }

    /// <summary>What of these three this refresh has itself: it counts as left.</summary>
    public OwnRoom Own { get; init; } = OwnRoom.None;
}
