namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>The temporary database.</summary>
public sealed record TemporarySpec
{
    /// <summary>The class of its one instance, such as <c>db.t4g.medium</c>.</summary>
    public required string InstanceClass { get; init; }

    /// <summary>The subnet group; null for the account's default.</summary>
    public string? SubnetGroup { get; init; }

    /// <summary>The security groups; empty for the network's default.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    /// <summary>The cluster's parameter group; null for the engine's default.</summary>
    public string? ClusterParameterGroup { get; init; }

    /// <summary>The instance's parameter group; null for the engine's default.</summary>
    public string? InstanceParameterGroup { get; init; }

    /// <summary>The engine's version; null for the snapshot's own.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The option group; null for none.</summary>
    public string? OptionGroup { get; init; }

    /// <summary>The storage type; null for the snapshot's own.</summary>
    public string? StorageType { get; init; }

    /// <summary>The least and most capacity units of a serverless instance; null when the class is fixed.</summary>
    public ServerlessCapacity? Serverless { get; init; }

    /// <summary>Whether an orphan of this refresh is adopted.</summary>
    public bool Reuse { get; init; } = true;

    /// <summary>How old an orphan may be before it is deleted.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(48);
}
