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

    /// <summary>Annotation on every object that steers: <see cref="TrafficMarker"/>. On a route it is followed by the apex, <see cref="TrafficOf"/>.</summary>
    public const string Traffic = "penumbra.dev/traffic";

    /// <summary>Annotations on a steered route begin so: what it was before, enough to restore it exactly. See <see cref="BeforeOf"/>.</summary>
    public const string Before = "penumbra.dev/before";

    /// <summary>Annotation on a route: the marker of the launch that steers an apex Service. One route may lead to the Services of several launches.</summary>
    /// <param name="apex">The Service's name, at most 53 characters: with it the key stays within the 63 that the API server takes.</param>
    public static string TrafficOf(string apex) => $"{Traffic}.{apex}";

    /// <summary>Annotation on a route, exactly while an apex Service is steered on it: what its references were before.</summary>
    /// <param name="apex">The Service's name.</param>
    public static string BeforeOf(string apex) => $"{Before}.{apex}";

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

    /// <summary>Annotation on a launch: who says the acts beside it. The chart's admission policy keeps it true.</summary>
    public const string ApprovedBy = "penumbra.dev/approved-by";

    /// <summary>Finalizer of a launch: traffic is led to a safe place before the launch goes.</summary>
    public const string Finalizer = "penumbra.dev/traffic";

    /// <summary>Tag in the cloud: the UID of the refresh that made a thing. Ownership is this and nothing else; rights in the cloud are bound to it too.</summary>
    public const string CloudOwner = "penumbra.dev/owner";

    /// <summary>Tag in the cloud: namespace and name of the refresh, for people.</summary>
    public const string CloudRefresh = "penumbra.dev/refresh";

    /// <summary>Tag in the cloud: the run that made a thing.</summary>
    public const string CloudRun = "penumbra.dev/run";

    /// <summary>Tag in the cloud: what a thing is for.</summary>
    public const string CloudPart = "penumbra.dev/part";

    /// <summary>Tag in the cloud: the digest of what shapes a temporary database.</summary>
    public const string CloudDigest = "penumbra.dev/digest";

    /// <summary>Tag in the cloud: the snapshot or database that a temporary database came from.</summary>
    public const string CloudSource = "penumbra.dev/source";

    /// <summary>Tag in the cloud: the proof that a snapshot was taken for. Another one disproves it; the same proves nothing.</summary>
    public const string CloudProof = "penumbra.dev/proof";

    /// <summary>Label: the refresh that an object in the cluster belongs to.</summary>
    public const string Refresh = "penumbra.dev/snapshot-refresh";

    /// <summary>Annotation on a refresh: any new value starts a run.</summary>
    public const string RunNow = "penumbra.dev/refresh";

    /// <summary>Finalizer of a refresh: the cleanup Job takes the temporary database away.</summary>
    public const string RefreshFinalizer = "penumbra.dev/cloud";

    /// <summary>Label and selector key: the shadow that an object or a pod belongs to.</summary>
    public const string Shadow = "penumbra.dev/shadow";

    /// <summary>Label and selector key: which part of a shadow a pod is, <c>shadow</c> or <c>comparison</c>.</summary>
    public const string ShadowPart = "penumbra.dev/part";

    /// <summary>Annotation on what is made for a shadow: a digest of what it was made from.</summary>
    public const string Applied = "penumbra.dev/applied";

    /// <summary>Finalizer of a shadow: the copying ends before the shadow goes.</summary>
    public const string ShadowFinalizer = "penumbra.dev/mirror";
}
