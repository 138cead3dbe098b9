using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Effects;

/// <summary>Something to be done to the cluster, as data. Effects are carried out in their order, up to the first failure; those that lead back are all attempted.</summary>
public abstract record LaunchEffect
{
    private LaunchEffect()
    {
    }

    /// <summary>Puts our finalizer on the launch.</summary>
    public sealed record AddFinalizer : LaunchEffect;

    /// <summary>Takes our finalizer off the launch: the last effect of its life.</summary>
    public sealed record RemoveFinalizer : LaunchEffect;

    /// <summary>Writes the launch's own replicas, once, through its scale subresource.</summary>
    /// <param name="Replicas">How many.</param>
    public sealed record WriteReplicas(int Replicas) : LaunchEffect;

    /// <summary>Sends the steps' widest set of rules to the API server without storing it: what does not fit is known before a candidate exists.</summary>
    /// <param name="Route">Which object.</param>
    /// <param name="Aim">The widest aim of all steps.</param>
    public sealed record RehearseTraffic(RouteId Route, TrafficAim Aim) : LaunchEffect;

    /// <summary>Writes a steering object, marker included.</summary>
    /// <param name="Route">Which object.</param>
    /// <param name="Aim">How it should be.</param>
    /// <param name="LeadsBack">Whether the write leads to the safe side: then its failure stops nobody else's.</param>
    public sealed record SetTraffic(RouteId Route, TrafficAim Aim, bool LeadsBack) : LaunchEffect;

    /// <summary>Creates a revision's Deployment from the template.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Fingerprint">What the template must still be; if it changed meanwhile the write is refused as a conflict.</param>
    /// <param name="Replicas">How many pods.</param>
    /// <param name="Attempt">Which attempt at it this is: more than one where an earlier Deployment of it was deleted.</param>
    /// <param name="Outcome">How the attempt ended, where it has: stable is made again as what it is.</param>
    public sealed record CreateRevision(string Revision, string Fingerprint, int Replicas, int Attempt = 1, RevisionOutcome? Outcome = null) : LaunchEffect;

    /// <summary>Begins another attempt at a kept revision: one write of attempt and size.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Attempt">The new attempt.</param>
    /// <param name="Replicas">How many pods.</param>
    public sealed record BeginAttempt(string Revision, int Attempt, int Replicas) : LaunchEffect;

    /// <summary>Sizes a revision.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Replicas">How many pods.</param>
    public sealed record ScaleRevision(string Revision, int Replicas) : LaunchEffect;

    /// <summary>Writes how an attempt ended onto the revision's Deployment, and sizes it if asked: one write.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Replicas">The new size, or null to leave it.</param>
    public sealed record RecordOutcome(string Revision, int Attempt, RevisionOutcome Outcome, int? Replicas = null) : LaunchEffect;

    /// <summary>Removes a revision that nobody needs.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Uid">The Deployment's UID.</param>
    public sealed record DeleteRevision(string Revision, string Uid) : LaunchEffect;

    /// <summary>Lets the apex Service select a revision, and creates it where it does not exist.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="Restored">The attempt in which an adopted Service's lost key is put back by it: <c>revision/attempt</c>; null where nothing was lost.</param>
    public sealed record SelectApex(string Revision, string? Restored = null) : LaunchEffect;

    /// <summary>Lets the candidate Service select a revision, and creates it where it does not exist.</summary>
    /// <param name="Revision">The revision.</param>
    public sealed record SelectCandidate(string Revision) : LaunchEffect;

    /// <summary>Removes the candidate Service.</summary>
    public sealed record DeleteCandidateService : LaunchEffect;

    /// <summary>Gives the apex Service to the template's own pods and removes every trace from it.</summary>
    public sealed record ReleaseApex : LaunchEffect;

    /// <summary>Scales the template to 0, once.</summary>
    public sealed record ScaleDownTemplate : LaunchEffect;

    /// <summary>Writes the status.</summary>
    /// <param name="Status">The whole status.</param>
    public sealed record PatchStatus(LaunchStatus Status) : LaunchEffect;

    /// <summary>Tells people.</summary>
    /// <param name="Warning">Whether it is a warning.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Note">One sentence.</param>
    public sealed record EmitEvent(bool Warning, Reason Reason, string Note) : LaunchEffect;
}
