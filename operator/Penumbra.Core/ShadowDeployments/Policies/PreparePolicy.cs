using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Shadow and server run and answer before anything is copied to them.</summary>
public static class PreparePolicy
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Decides until both are there.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        var seen = view.Seen;
        List<ShadowEffect> effects = [];
        if (!seen.Shadow.Current || seen.Shadow.Replicas != view.Spec.Replicas && view.Spec.Template is not null) effects.Add(new ShadowEffect.ApplyShadow(view.Spec.Replicas));

        // The server's file names the shadow's Service by its address: that comes first.
        if (effects.Count == 0 && (!seen.Server.Current || IsOverdue(view)))
        {
            // What this process of the server found is what the next one goes on with.
            if (view.Report is not null) effects.Add(new ShadowEffect.KeepEvidence());
            effects.Add(new ShadowEffect.ApplyServer(seen.Status.Subject!, seen.Status.Since!.Value));
        }

        if (effects.Count > 0) return Move(view, Reason.WaitingForServer, view.Spec.MetricsOnly ? "the shadow and the Service that copies go to are made" : "the comparison server and the shadow are made", effects);

        // From here on a pod that is away for a moment ends nothing: the server counts the shadow's silence, and the gateway drops what the server does not take.
        if (view.IsMirrored) return null;
        if (seen.Shadow.Ready == 0) return Move(view, Reason.WaitingForShadow, view.Spec.Service is { } service ? $"Service {service} has no ready pod" : $"the shadow's {view.Spec.Replicas} pods are not ready yet", []);
        if (seen.Server.Ready == 0) return Move(view, Reason.WaitingForServer, "the comparison server's pod is not ready yet", []);
        if (view.Report is not null) return null;

        // A process before this one may have ended the copying for what it could not write down: until that can be seen again, it is remembered that all of the sample was copied.
        var (reason, message) = view.Spec.MetricsOnly
            ? (Reason.WaitingForMetrics, CountedCopies.Silence(view.Spec))
            : (Reason.WaitingForServer, "the comparison server does not answer the operator yet; does a NetworkPolicy forbid its port 8081?");
        return Move(view, reason, message, []) with { Mirror = Copying.WholeAt(view.Spec.Sample, seen.Status.Mirror) <= view.Now ? seen.Status.Mirror : null };
    }

    // Its file or its key may have been taken away: only its pods show that.
    private static bool IsOverdue(ShadowView view) => view.Seen.Server.Ready == 0 && (view.Seen.AppliedAt is not { } at || view.Now - at >= Patience);

    private static ShadowMove Move(ShadowView view, Reason reason, string message, IReadOnlyList<ShadowEffect> effects) => new()
    {
        Phase = view.IsMirrored ? ShadowPhase.Comparing : view.Seen.Replay.Exists ? ShadowPhase.Replaying : ShadowPhase.Preparing,
        Reason = reason,
        Message = message,
        Effects = effects,
        Mirror = view.IsMirrored ? view.Seen.Status.Mirror : null,
        ReconsiderAt = view.Now + Soon,
    };
}
