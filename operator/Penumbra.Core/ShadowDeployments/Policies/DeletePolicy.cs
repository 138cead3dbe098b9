using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>A deleted shadow ends the copying first: a filter whose Service is gone may break users' requests. Then goes what was made for it, and only then itself.</summary>
public static class DeletePolicy
{
    // The gateways need a moment to forget a filter.
    private static readonly TimeSpan Propagation = TimeSpan.FromSeconds(5);

    /// <summary>Decides for a shadow that is being deleted.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        var shadow = view.Seen.Object;
        if (!shadow.Deleting) return null;
        if (!shadow.HasFinalizer) return Move(view, "deleted", []) with { Gone = true };
        if (view.IsMirrored || view.Seen.Status.Mirror is { IsCopying: true }) return Move(view, "the copying ends", [.. Copying.End(view)]) with { ReconsiderAt = view.Now + TimeSpan.FromSeconds(1) };
        if (!shadow.NamespaceTerminating && Forgotten(view) is { } forgotten && view.Now < forgotten) return Move(view, "the gateways forget the filter", []) with { ReconsiderAt = forgotten };
        return Move(view, "deleted", [.. Copying.End(view), new ShadowEffect.DeleteAll(), new ShadowEffect.RemoveFinalizer()]) with { Gone = true };
    }

    // Status has the time at which the end was decided on, in whole seconds; the route may have been written later. Null where nothing was ever copied.
    private static DateTimeOffset? Forgotten(ShadowView view)
    {
        if (view.Seen.Status.Mirror is not { } mirror) return null;
        return (view.Seen.UnmirroredAt is { } at && at > mirror.Since ? at : mirror.Since) + Propagation;
    }

    private static ShadowMove Move(ShadowView view, string message, IReadOnlyList<ShadowEffect> effects) => new()
    {
        Phase = view.Seen.Status.Phase ?? ShadowPhase.Preparing,
        Reason = Reason.Deleting,
        Message = $"being deleted: {message}",
        Effects = effects,
    };
}
