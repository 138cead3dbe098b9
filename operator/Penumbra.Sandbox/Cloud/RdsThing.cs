namespace Penumbra.Sandbox.Cloud;

/// <summary>A cluster, an instance or a snapshot of the imitated cloud.</summary>
public sealed class RdsThing
{
    /// <summary>Its identifier.</summary>
    public required string Id { get; set; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; set; }

    /// <summary>What names it and nothing before or after it.</summary>
    public required string ResourceId { get; set; }

    /// <summary>Its status.</summary>
    public string Status { get; set; } = "available";

    /// <summary>When the present status began.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>When the present status ends.</summary>
    public required DateTimeOffset Ready { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get => field == default ? Since : field; set; }

    /// <summary>Its tags.</summary>
    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts that a snapshot is shared with.</summary>
    public SortedSet<string> SharedWith { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a snapshot is of a cluster.</summary>
    public bool OfCluster { get; set; } = true;

    /// <summary>The database of a snapshot, the cluster of an instance.</summary>
    public string Of { get; set; } = "";

    /// <summary>The resource id of the database of a snapshot.</summary>
    public string OfResource { get; set; } = "";

    /// <summary>automated or manual.</summary>
    public string Type { get; set; } = "manual";

    /// <summary>The ARN of what a snapshot was copied from.</summary>
    public string? CopyOf { get; set; }

    /// <summary>When the first of a row of copies was taken; null for one that is no copy.</summary>
    public DateTimeOffset? Original { get; set; }

    /// <summary>Whether it may not be deleted.</summary>
    public bool Protected { get; set; }

    /// <summary>What a snapshot is being taken of.</summary>
    public RdsThing? Source { get; set; }

    /// <summary>The snapshot that a database is being made of.</summary>
    public RdsThing? RestoredFrom { get; set; }

    /// <summary>The master user of a database that is being made empty.</summary>
    public (string User, string Password)? Master { get; set; }
}
