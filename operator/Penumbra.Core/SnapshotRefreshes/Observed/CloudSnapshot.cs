using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>A snapshot, as the cloud describes it.</summary>
public sealed record CloudSnapshot
{
    /// <summary>Of a cluster or of a plain instance.</summary>
    public required DatabaseKind Kind { get; init; }

    /// <summary>Its identifier, lower case.</summary>
    public required string Id { get; init; }

    /// <summary>Its ARN.</summary>
    public string Arn { get; init; } = "";

    /// <summary><c>automated</c>, <c>manual</c>, <c>shared</c>, <c>awsbackup</c>.</summary>
    public string Type { get; init; } = "manual";

    /// <summary>Its status, of an open-ended list.</summary>
    public required string Status { get; init; }

    /// <summary>How far it is, from 0 to 100; null when the cloud does not say.</summary>
    public int? Progress { get; init; }

    /// <summary>When it was taken; null while the cloud does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the first of a row of copies was taken, which no copy changes; null where the cloud does not say, as for clusters.</summary>
    public DateTimeOffset? OriginallyCreatedAt { get; init; }

    /// <summary>The identifier of the database that it was taken of.</summary>
    public string DatabaseId { get; init; } = "";

    /// <summary>The identity of the database that it was taken of; a copy keeps it.</summary>
    public string DatabaseResourceId { get; init; } = "";

    /// <summary>The ARN of the snapshot that this is a copy of; null when it is none, or when the cloud does not say: of an instance's it says so only across accounts and regions.</summary>
    public string? CopyOf { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it is encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Its key; null without one.</summary>
    public string? KmsKey { get; init; }

    /// <summary>The engine.</summary>
    public string Engine { get; init; } = "";

    /// <summary>The engine's version.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>The accounts that may restore it; null when that was not read.</summary>
    public IReadOnlyList<string>? SharedWith { get; init; }
}
