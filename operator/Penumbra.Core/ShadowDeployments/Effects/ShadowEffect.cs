using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Effects;

/// <summary>Something to be done to the cluster, as data. Effects are carried out in their order, up to the first failure; all that end copying are attempted.</summary>
public abstract record ShadowEffect
{
    private ShadowEffect()
    {
    }

    /// <summary>Puts our finalizer on the object.</summary>
    public sealed record AddFinalizer : ShadowEffect;

    /// <summary>Takes our finalizer off the object: the last effect of its life.</summary>
    public sealed record RemoveFinalizer : ShadowEffect;

    /// <summary>Makes or changes the comparison server and what belongs to it.</summary>
    /// <param name="Subject">What its evidence belongs to.</param>
    /// <param name="Since">When that began.</param>
    public sealed record ApplyServer(string Subject, DateTimeOffset Since) : ShadowEffect;

    /// <summary>Makes or changes the shadow's own Deployment and Service.</summary>
    /// <param name="Replicas">How many pods.</param>
    public sealed record ApplyShadow(int Replicas) : ShadowEffect;

    /// <summary>Sends the filter to the API server without storing it: a definition that drops the share would copy everything.</summary>
    /// <param name="Route">Which object.</param>
    /// <param name="Sample">The share.</param>
    public sealed record RehearseMirror(RouteId Route, Share Sample) : ShadowEffect;

    /// <summary>Sets what an object copies; null ends it, and leaves no trace.</summary>
    /// <param name="Route">Which object.</param>
    /// <param name="Sample">The share.</param>
    public sealed record SetMirror(RouteId Route, Share? Sample) : ShadowEffect;

    /// <summary>Makes the Job that replays recorded requests.</summary>
    /// <param name="Subject">What the evidence belongs to.</param>
    /// <param name="Since">When that began.</param>
    public sealed record ApplyReplay(string Subject, DateTimeOffset Since) : ShadowEffect;

    /// <summary>Ends the replay: its Job and its pod go. How far it is, the server knows.</summary>
    public sealed record EndReplay : ShadowEffect;

    /// <summary>Keeps what was found, so that the next process of the server goes on with it.</summary>
    public sealed record KeepEvidence : ShadowEffect;

    /// <summary>Removes everything that was made for the shadow.</summary>
    public sealed record DeleteAll : ShadowEffect;

    /// <summary>Writes the status.</summary>
    /// <param name="Status">The whole status.</param>
    public sealed record PatchStatus(ShadowStatus Status) : ShadowEffect;

    /// <summary>Tells people.</summary>
    /// <param name="Warning">Whether it is a warning.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Note">One sentence.</param>
    public sealed record EmitEvent(bool Warning, Reason Reason, string Note) : ShadowEffect;
}
