using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>Everything that a decision stands on.</summary>
public sealed record RefreshObserved
{
    /// <summary>The moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whose run this is.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>The status as it was last written.</summary>
    public required RefreshStatus Status { get; init; }

    /// <summary>The account.</summary>
    public required CloudFacts Cloud { get; init; }

    /// <summary>What this process did to each database of the run.</summary>
    public IReadOnlyList<DatabaseFacts> Databases { get; init; } = [];

    /// <summary>The last call that did not succeed; null when the last one did.</summary>
    public CallFailure? Failure { get; init; }

    /// <summary>What the ConfigMap that names the published snapshot says, as this process read it or wrote it last; null without one.</summary>
    public IReadOnlyDictionary<string, string>? ConfigMap { get; init; }

    /// <summary>Why it is not known what that ConfigMap says; null when it is. Nothing may be taken for unnamed then.</summary>
    public Problem? ConfigMapUnread { get; init; }

    /// <summary>Whether the cloud was looked at whole since this process began: before, what is not among its facts may well be there.</summary>
    public bool CloudSeen { get; init; } = true;

    /// <summary>What the API server refused for good to take of what the run must write down; null when nothing is.</summary>
    public Problem? Unwritten { get; init; }

    /// <summary>The run whose columns were kept by this process; null before.</summary>
    public string? ColumnsKept { get; init; }
}
