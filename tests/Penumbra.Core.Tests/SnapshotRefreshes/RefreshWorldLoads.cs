using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>What new databases hold, with residue: Fresh.</summary>
internal sealed partial class RefreshWorld
{
    private readonly SortedDictionary<string, string> _holds = new(StringComparer.Ordinal);

    /// <summary>Called in the middle of a load: the worker may die there, or somebody write.</summary>
    public Action DuringLoad { get; set; } = () => { };

    // As the worker's Load: a whole load is known again by its mark; what is neither empty nor whole is of no use; and what was dumped must be what was verified.
    private void Load(RefreshEffect.Load load)
    {
        if (Fails(RefreshStep.Load, load.ResourceId))
        {
            _holds[load.ResourceId] = "half";
            return;
        }

        WorkResult Useless(string message) => new(RefreshStep.Load, WorkOutcome.Restore, Reason.LoadFailed, message, Now);
        switch (_holds.GetValueOrDefault(load.ResourceId))
        {
            case "half":
                _known[load.ResourceId] = Known(load.ResourceId) with { Trouble = Useless("it holds half a load") };
                return;
            case null:
                _holds[load.ResourceId] = "half";
                _writes[load.ResourceId] += 10;
                DuringLoad();
                break;
            default: break;
        }

        if ($"{_writes[load.Verified.ResourceId]}" != load.Verified.Fence)
        {
            _known[load.Verified.ResourceId] = Known(load.Verified.ResourceId) with { Done = RefreshStep.Sanitize, Fence = "" };
            _known[load.ResourceId] = Known(load.ResourceId) with { Trouble = Useless("somebody wrote while it was dumped") };
            return;
        }

        _holds[load.ResourceId] = "verified";
        _known[load.ResourceId] = Known(load.ResourceId) with { Done = RefreshStep.Load, Trouble = null };
    }
}
