using Penumbra.Core.ShadowDeployments.Policies;

namespace Penumbra.Core.ShadowDeployments;

/// <summary>The one definition of "done" for a shadow.</summary>
public static class Converged
{
    /// <summary>Whether nothing is left to do: there is a verdict, nothing copies or replays, and the shadow's pods are gone.</summary>
    public static bool Holds(ShadowView view) => view.IsDecided && !view.IsMirrored && !view.Seen.Replay.Exists && (view.Spec.Template is null || view.Seen.Shadow.Replicas == 0);
}
