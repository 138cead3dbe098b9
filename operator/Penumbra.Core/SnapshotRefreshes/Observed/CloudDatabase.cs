using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>A cluster or a plain instance, as the cloud describes it.</summary>
public sealed record CloudDatabase
{
    /// <summary>Cluster or plain instance.</summary>
    public required DatabaseKind Kind { get; init; }

    /// <summary>Its identifier, lower case.</summary>
    public required string Id { get; init; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; init; } = "";

    /// <summary>The identity that never comes again, unlike the identifier: a database of the same name is another one.</summary>
    public string ResourceId { get; init; } = "";

    /// <summary>Its status, of an open-ended list.</summary>
    public required string Status { get; init; }

    /// <summary>How far what it does is, from 0 to 100; null when the cloud does not say.</summary>
    public int? Progress { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The address to connect to; null until there is one.</summary>
    public string? Address { get; init; }

    /// <summary>The port to connect to.</summary>
    public int Port { get; init; }

    /// <summary>The identifiers of a cluster's instances.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Whether a change of the master password is under way.</summary>
    public bool PasswordPending { get; init; }

    /// <summary>Whether the cloud refuses to delete it.</summary>
    public bool DeletionProtected { get; init; }

    /// <summary>Whether its storage is encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The key of its storage; null without one.</summary>
    public string? KmsKey { get; init; }

    /// <summary>The engine, such as <c>aurora-postgresql</c>.</summary>
    public string Engine { get; init; } = "";

    /// <summary>The engine's version.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>The size of a plain instance's disk, in GiB; 0 where the cloud does not say.</summary>
    public int Gibibytes { get; init; }

    /// <summary>The type of a plain instance's disk; null where the cloud does not say.</summary>
    public string? StorageType { get; init; }

    /// <summary>The operations per second that a plain instance's disk is paid for; null where none are.</summary>
    public int? Iops { get; init; }

    /// <summary>When it was made; null while the cloud does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Cloud roles that the database may act with.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The cluster that an instance belongs to; null for clusters and plain instances.</summary>
    public string? ClusterId { get; init; }
}
