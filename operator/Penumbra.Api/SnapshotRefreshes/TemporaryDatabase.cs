using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The temporary database.</summary>
public sealed record TemporaryDatabase
{
    /// <summary>The class of its one instance. db.serverless with serverless.</summary>
    [Length(1, 64)]
    public string? InstanceClass { get; init; }

    /// <summary>The subnet group. Default: the account's.</summary>
    [Length(1, 255)]
    public string? SubnetGroup { get; init; }

    /// <summary>The security groups: none may have a rule for going out. Default: the network's, which usually has.</summary>
    [Items(0, 16)]
    public IReadOnlyList<string>? SecurityGroups { get; init; }

    /// <summary>The cluster's parameter group.</summary>
    [Length(1, 255)]
    public string? ClusterParameterGroup { get; init; }

    /// <summary>The instance's parameter group.</summary>
    [Length(1, 255)]
    public string? InstanceParameterGroup { get; init; }

    /// <summary>The engine's version. Default: the snapshot's own.</summary>
    [Length(1, 64)]
    public string? EngineVersion { get; init; }

    /// <summary>The option group.</summary>
    [Length(1, 255)]
    public string? OptionGroup { get; init; }

    /// <summary>The storage type. Default: the snapshot's own.</summary>
    [Length(1, 32)]
    public string? StorageType { get; init; }

    /// <summary>The capacity of a serverless instance.</summary>
    public ServerlessRange? Serverless { get; init; }

    /// <summary>Whether an orphan of this refresh is adopted when everything that shaped it is the same. Default true.</summary>
    public bool? Reuse { get; init; }

    /// <summary>How old an orphan may be before it is deleted. Default 48h.</summary>
    [Duration]
    public string? MaxAge { get; init; }
}
