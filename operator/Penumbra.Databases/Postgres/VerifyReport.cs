namespace Penumbra.Databases.Postgres;

/// <summary>A database that passed every check.</summary>
public sealed record VerifyReport
{
    /// <summary>The fence after the proof was written. A snapshot is proved only while it stands.</summary>
    public required Fence Fence { get; init; }

    /// <summary>When the checks had passed, by the worker's clock.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>SHA-256, in hexadecimal, of what was verified: the checks, the shape of every table and the digest of every column that was looked at.</summary>
    public required string Content { get; init; }

    /// <summary>Each check with what it covered.</summary>
    public required IReadOnlyList<CheckReport> Checks { get; init; }

    /// <summary>Every column of the database as <c>schema.table.column</c>, sorted: the next run's <see cref="VerifyPlan.KnownColumns"/>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
}
