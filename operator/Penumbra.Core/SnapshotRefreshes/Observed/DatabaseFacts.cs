using System.Collections.Immutable;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>
/// What this process itself did to and read from one database of the run. Nothing of it outlives the process: another one does it all again, which costs little, and
/// trusts nothing that somebody else may have written.
/// </summary>
public sealed record DatabaseFacts
{
    /// <summary>Nothing done yet.</summary>
    public static DatabaseFacts None { get; } = new();

    /// <summary>The identity of the database that the rest is about: of another one nothing is known.</summary>
    public string ResourceId { get; init; } = "";

    /// <summary>Whether the cloud took the password of this process.</summary>
    public bool PasswordSet { get; init; }

    /// <summary>The last step of Quiesce, Sanitize, Rewrite and Verify, or of Load and Prove, that was done; null before the first.</summary>
    public RefreshStep? Done { get; init; }

    /// <summary>The container step that has to run before Sanitize can go on; null while none is known.</summary>
    public string? NextContainer { get; init; }

    /// <summary>What Verify or Prove proved, as the database itself also holds it; null before.</summary>
    public Proof? Proof { get; init; }

    /// <summary>The checks that it passed then, in their order; empty before.</summary>
    public ImmutableList<CheckStatus> Checks { get; init; } = [];

    /// <summary>The fence as it was last read; null before.</summary>
    public string? Fence { get; init; }

    /// <summary>The snapshot that had become available before the fence was last read: which one of its name, not the name alone; null before.</summary>
    public string? FenceReadFor { get; init; }

    /// <summary>How often work found somebody else in it, so that everything was done again from Quiesce on.</summary>
    public int Disturbed { get; init; }

    /// <summary>The last result that was not Done; null when none.</summary>
    public WorkResult? Trouble { get; init; }
}
