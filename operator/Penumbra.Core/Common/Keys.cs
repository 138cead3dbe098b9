namespace Penumbra.Core.Common;

/// <summary>The labels, annotations and finalizers that Penumbra writes or reads.</summary>
public static class Keys
{
    /// <summary>Prefix of everything ours.</summary>
    public const string Prefix = "penumbra.dev/";

    /// <summary>Label: the launch that an object belongs to. Ownership is this, never an owner reference: a foreground delete would take the pods along.</summary>
    public const string Launch = "penumbra.dev/launch";

    /// <summary>Label and selector key: the revision of a pod.</summary>
    public const string Revision = "penumbra.dev/revision";

    /// <summary>Annotation: the UID of the launch that made the object.</summary>
    public const string OwnerUid = "penumbra.dev/owner-uid";

    /// <summary>Annotation on every object that steers: <see cref="TrafficMarker"/>.</summary>
    public const string Traffic = "penumbra.dev/traffic";

    /// <summary>Annotation on a steered object: what it was before, enough to restore it exactly.</summary>
    public const string Before = "penumbra.dev/before";

    /// <summary>Annotation on the apex Service: the stable revision.</summary>
    public const string Stable = "penumbra.dev/stable";

    /// <summary>Annotation on an adopted apex Service: the attempt, <c>revision/attempt</c>, in which the lost selector key was put back. A second loss in it ends the attempt.</summary>
    public const string Restored = "penumbra.dev/restored";

    /// <summary>Annotation on a revision's Deployment: its present attempt, from 1.</summary>
    public const string Attempt = "penumbra.dev/attempt";

    /// <summary>Annotation on a revision's Deployment: <c>attempt/outcome</c>.</summary>
    public const string Outcome = "penumbra.dev/outcome";

    /// <summary>Annotation on a launch: <c>revision/attempt/step</c> passes that step's manual gate.</summary>
    public const string Approve = "penumbra.dev/approve";

    /// <summary>Annotation on a launch: <c>revision/attempt</c> goes to everybody at once, or ends the bake.</summary>
    public const string Promote = "penumbra.dev/promote";

    /// <summary>Annotation on a launch: <c>revision/attempt</c> rolls it back.</summary>
    public const string Abort = "penumbra.dev/abort";

    /// <summary>Annotation on a launch: <c>revision/attempt</c> tries again what was rolled back, or goes on after a pause.</summary>
    public const string Retry = "penumbra.dev/retry";

    /// <summary>Finalizer of a launch: traffic is led to a safe place before the launch goes.</summary>
    public const string Finalizer = "penumbra.dev/traffic";
}
