using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Postgres;

/// <summary>What is to be made clean. It holds secrets: it is never logged, and its text shows none.</summary>
public sealed class SanitizePlan
{
    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<SanitizeStep> Steps { get; init; }

    /// <summary>The checks that come later: survivors and suspects need to know the original.</summary>
    public required IReadOnlyList<VerifyCheck> Checks { get; init; }

    /// <summary>The key of masks alone, at least 32 bytes, where they are to be the same in other databases too; empty: <see cref="Key"/> serves them.</summary>
    public ReadOnlyMemory<byte> MaskKey { get; init; }

    /// <summary>The key of masks and hashes, at least 32 bytes, the same for every call about one temporary database.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The parameters of each step, by the step's name. Values are bound, never spliced.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Parameters { get; init; } = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The container steps that have just worked in this very database.</summary>
    public IReadOnlyCollection<string> ContainersDone { get; init; } = [];

    /// <summary>The container step before which to stop, whatever was done behind it by earlier processes: the pod runs it again in any case. Null for the first that has not worked.</summary>
    public string? Until { get; init; }

    /// <summary>Up to how many rows of a table every row is remembered for the survivors' check; above, a sample of this size.</summary>
    public long SurvivorRows { get; init; } = 10_000_000;

    /// <summary>Shows nothing.</summary>
    public override string ToString() => nameof(SanitizePlan);
}
