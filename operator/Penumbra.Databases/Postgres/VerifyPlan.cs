using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Postgres;

/// <summary>What must be proved, and what the proof is bound to. It holds the key: it is never logged.</summary>
public sealed class VerifyPlan
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The cloud's own id of the database, which no other database will ever have.</summary>
    public required string ResourceId { get; init; }

    /// <summary>The digest of everything that shaped the database.</summary>
    public required string Digest { get; init; }

    /// <summary>The checks.</summary>
    public required IReadOnlyList<VerifyCheck> Checks { get; init; }

    /// <summary>The key that the steps ran with.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The columns of the last good run (<see cref="VerifyReport.Columns"/>); null when there was none, and then no column counts as new.</summary>
    public IReadOnlyCollection<string>? KnownColumns { get; init; }

    /// <summary>Where the columns of the last good run should stand and do not, although there was one: then nobody can tell which are new, and no suspects' check passes. Null when nothing is missing.</summary>
    public string? MissingColumns { get; init; }

    /// <summary>Whether a container may have worked again since survivors were looked for, so that another value in a column says nothing bad of it.</summary>
    public bool HasContainers { get; init; }

    /// <summary>Shows the run alone.</summary>
    public override string ToString() => $"{nameof(VerifyPlan)} {RunId}";
}
