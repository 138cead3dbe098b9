namespace Penumbra.Core.Common;

/// <summary>Why something is as it is or was done. The names are stable, and a test fails for one that docs/reasons.md does not have.</summary>
public enum Reason
{
    /// <summary>Nothing has been observed yet.</summary>
    None,

    /// <summary>The template's own rollout is not finished; it serves meanwhile.</summary>
    WaitingForTemplate,

    /// <summary>The first revision is created and becomes ready; the template serves meanwhile.</summary>
    WaitingForFirstRevision,

    /// <summary>The apex Service begins to select the first revision.</summary>
    WaitingForApex,

    /// <summary>The first revision serves; the launch manages the traffic from now on.</summary>
    Adopted,

    /// <summary>Everybody is on the template's revision.</summary>
    Serving,

    /// <summary>spec.replicas is 0: nobody is served, and nothing begins.</summary>
    ScaledToZero,

    /// <summary>A new template was found; its candidate starts in the dark.</summary>
    LaunchStarted,

    /// <summary>The candidate is not ready yet.</summary>
    WaitingForCandidate,

    /// <summary>The route was written; the gateway has not accepted it yet.</summary>
    WaitingForRoute,

    /// <summary>A watch is broken: nobody is given more users on facts that may be old.</summary>
    WaitingForSight,

    /// <summary>No route may name the candidate for a moment before it becomes another revision.</summary>
    WaitingForIdentity,

    /// <summary>The step's time has not passed.</summary>
    StepHolding,

    /// <summary>The step's time has passed; an objective is not Good yet.</summary>
    WaitingForObjectives,

    /// <summary>The step waits for the approve annotation.</summary>
    WaitingForApproval,

    /// <summary>A step was passed and the share was raised.</summary>
    StepPassed,

    /// <summary>Everybody is on the candidate; going back is still one write.</summary>
    Baking,

    /// <summary>The apex moves to the new revision.</summary>
    Promoting,

    /// <summary>The new revision is stable.</summary>
    Promoted,

    /// <summary>The promote annotation skipped what was left.</summary>
    PromotedByHand,

    /// <summary>Stable had no ready pod and the candidate had: it took everything.</summary>
    ForwardFix,

    /// <summary>A pinned revision takes over.</summary>
    Pinned,

    /// <summary>An enforced objective was Bad.</summary>
    ObjectiveBad,

    /// <summary>An objective had too few events for longer than its patience.</summary>
    PatienceExhausted,

    /// <summary>A metric source gave no answer for longer than the deadline.</summary>
    SourceSilent,

    /// <summary>The candidate had no ready pod while it had traffic.</summary>
    CandidateNotReady,

    /// <summary>The candidate's Deployment vanished.</summary>
    CandidateLost,

    /// <summary>The candidate was not ready, or the route not accepted, by the progress deadline.</summary>
    ProgressDeadlineExceeded,

    /// <summary>The abort annotation.</summary>
    Aborted,

    /// <summary>A newer template took the candidate's place.</summary>
    Superseded,

    /// <summary>The template went back to the stable revision.</summary>
    Withdrawn,

    /// <summary>The launch is being deleted.</summary>
    Deleting,

    /// <summary>Going back waits for capacity of stable.</summary>
    WaitingForStable,

    /// <summary>The release was rolled back; only retry or another template starts again.</summary>
    RolledBack,

    /// <summary>The retry annotation started the next attempt, or ended a pause.</summary>
    Retried,

    /// <summary>spec.paused holds the shares.</summary>
    PausedBySpec,

    /// <summary>An objective was Bad and onBad is Pause.</summary>
    PausedByObjective,

    /// <summary>An objective was Unknown for too long and onUnknown is Pause.</summary>
    PausedByUnknown,

    /// <summary>Somebody else changed a route that the launch steers.</summary>
    TrafficConflict,

    /// <summary>Somebody raised the candidate's share; it was undone.</summary>
    DriftUndone,

    /// <summary>The template was scaled up again after adoption; nobody sees those pods.</summary>
    TemplateScaledUp,

    /// <summary>The candidate and stable suffered together since the weight rose: it went back, and nobody is blamed.</summary>
    SharedSuffering,

    /// <summary>The judge's kept state could not be read: it goes on without what it had gathered.</summary>
    EvidenceLost,

    /// <summary>The judge's state is longer than status can hold: what was counted of some objectives' pods is left out.</summary>
    EvidenceShortened,

    /// <summary>The launch has no enforced objective: nothing but readiness guards it.</summary>
    NoObjectives,

    /// <summary>An enforced objective is judged by a threshold: how often a good revision is blamed is not known.</summary>
    NoErrorControl,

    /// <summary>Every enforced objective compares with stable: nothing but crashes is watched in the bake.</summary>
    UnguardedBake,

    /// <summary>A field has a wrong value.</summary>
    InvalidSpec,

    /// <summary>A field of the contract that this version does not support yet.</summary>
    NotYetSupported,

    /// <summary>The template Deployment does not exist.</summary>
    TemplateNotFound,

    /// <summary>The template's ports do not tell which one to serve.</summary>
    PortNotFound,

    /// <summary>A Service of the apex's name exists and is somebody else's.</summary>
    ServiceExists,

    /// <summary>A server-side applier owns the Service's selector.</summary>
    SelectorContested,

    /// <summary>A route in the spec does not exist.</summary>
    RouteNotFound,

    /// <summary>A route has no rule that names the apex Service.</summary>
    RouteNamesOtherServices,

    /// <summary>A server-side applier owns the route's rules.</summary>
    RouteContested,

    /// <summary>A rule has foreign backends with weight beside the apex.</summary>
    MixedBackends,

    /// <summary>The rules that the steps need do not fit the route.</summary>
    RouteTooLarge,

    /// <summary>The gateway or the API server refused the route.</summary>
    RouteRefused,

    /// <summary>The router cannot do what the spec asks.</summary>
    RouterCannot,

    /// <summary>The router cannot copy the asked share of requests, or would copy more than it.</summary>
    MirroringUnsupported,

    /// <summary>The smallest share that whole pods can make is over twice the asked one.</summary>
    ShareTooCoarse,

    /// <summary>A metric source does not exist or may not be used here.</summary>
    SourceNotFound,

    /// <summary>A metric source cannot be asked this way.</summary>
    SourceRefused,

    /// <summary>The objective's bound lies above the histogram's largest finite bucket.</summary>
    BoundOutsideBuckets,

    /// <summary>An autoscaler points at the template.</summary>
    HpaOnTemplate,

    /// <summary>An older launch has the same target.</summary>
    TargetTaken,

    /// <summary>The pinned revision is not kept here.</summary>
    PinnedRevisionUnknown,

    /// <summary>The API server refused a write for good: rights, admission or validation.</summary>
    WriteRefused,

    /// <summary>A run of a refresh is under way.</summary>
    RefreshRunning,

    /// <summary>The last run published a clean snapshot.</summary>
    RefreshSucceeded,

    /// <summary>The next run is waited for.</summary>
    RefreshScheduled,

    /// <summary>spec.suspend holds the schedule.</summary>
    RefreshSuspended,

    /// <summary>The worker's pods ended without a result.</summary>
    WorkerFailed,

    /// <summary>A container of spec.sanitize ended with another code than 0, or cannot start.</summary>
    ContainerFailed,

    /// <summary>The SnapshotRefreshTemplate does not exist.</summary>
    RefreshTemplateNotFound,

    /// <summary>The service account of the worker does not exist.</summary>
    ServiceAccountNotFound,

    /// <summary>The API server does not take the schedule or the time zone.</summary>
    ScheduleRefused,

    /// <summary>Something that the run needs does not exist or may not be read: a ConfigMap, a Secret, a key of one.</summary>
    InputMissing,

    /// <summary>There is no snapshot or database to start from.</summary>
    SnapshotNotFound,

    /// <summary>The newest snapshot is older than maxAge.</summary>
    SourceTooOld,

    /// <summary>An unencrypted cluster snapshot cannot be encrypted by copying it.</summary>
    SourceUnencrypted,

    /// <summary>The key does not exist, is disabled, may not be used, or is one that cannot be shared.</summary>
    KeyUnusable,

    /// <summary>A quota of the account is reached.</summary>
    QuotaExhausted,

    /// <summary>The subnet group or the parameter group does not exist.</summary>
    GroupNotFound,

    /// <summary>The parameter group would let the restored database act by itself.</summary>
    ParameterGroupWakes,

    /// <summary>A security group lets the restored database reach out.</summary>
    EgressOpen,

    /// <summary>The restored database may act with a cloud role.</summary>
    RoleAttached,

    /// <summary>An identifier that the run needs belongs to somebody else, or to an earlier run.</summary>
    NameTaken,

    /// <summary>A temporary database of an earlier pod or run is gone on with.</summary>
    OrphanAdopted,

    /// <summary>A temporary database that is of no use any more is deleted.</summary>
    OrphanDeleted,

    /// <summary>The temporary database was deleted or broke in mid-run; it is restored anew.</summary>
    TemporaryLost,

    /// <summary>The temporary database, or a snapshot of it, comes out broken each time.</summary>
    TemporaryBroken,

    /// <summary>A step takes longer than it usually does.</summary>
    SlowerThanUsual,

    /// <summary>Nothing moved for longer than the limit.</summary>
    NoProgress,

    /// <summary>The run took longer than its deadline.</summary>
    DeadlineExceeded,

    /// <summary>The cloud refused a call; a person must act.</summary>
    CloudRefused,

    /// <summary>The temporary database could not be reached for as long as connect.retryFor.</summary>
    DatabaseUnreachable,

    /// <summary>Something in the database that acts by itself could not be stopped, or somebody else was found in it again and again.</summary>
    QuiesceFailed,

    /// <summary>A sanitize step failed.</summary>
    SanitizeFailed,

    /// <summary>It could not be proved that nothing of the original is left in the files.</summary>
    ResidueLeft,

    /// <summary>A check found what must not be there, or could not run.</summary>
    VerifyFailed,

    /// <summary>The clean data could not be dumped and loaded whole into the new database.</summary>
    LoadFailed,

    /// <summary>The worker lacks client programs of PostgreSQL that fit the server.</summary>
    ClientToolsUnfit,

    /// <summary>Somebody wrote into the database while the snapshot was taken.</summary>
    FenceMoved,

    /// <summary>A snapshot was published.</summary>
    SnapshotPublished,

    /// <summary>The cleanup could not run: databases or snapshots are left in the cloud.</summary>
    OrphanedDatabase,

    /// <summary>A launch waits until a ShadowDeployment has found its new template the same or better.</summary>
    WaitingForVerdict,

    /// <summary>Live has no ready pod to compare with.</summary>
    WaitingForLive,

    /// <summary>Copies go straight to the shadow, and the source that counts them does not answer.</summary>
    WaitingForMetrics,

    /// <summary>The comparison server is not ready yet, or does not answer.</summary>
    WaitingForServer,

    /// <summary>The shadow has no ready pod yet.</summary>
    WaitingForShadow,

    /// <summary>The route was written to copy requests; the gateway has not accepted it yet.</summary>
    WaitingForMirror,

    /// <summary>Requests are copied and compared.</summary>
    Comparing,

    /// <summary>Recorded requests are replayed and compared.</summary>
    Replaying,

    /// <summary>The replay of recorded requests begins, or goes on where it was.</summary>
    ReplayBegan,

    /// <summary>All recorded requests are replayed.</summary>
    ReplayFinished,

    /// <summary>No pod of the replay has begun for a minute.</summary>
    ReplayWaits,

    /// <summary>The recording cannot be replayed.</summary>
    ReplayFailed,

    /// <summary>There is a verdict on the shadow.</summary>
    ShadowJudged,

    /// <summary>The shadow, live or the way to compare changed: the comparison begins anew.</summary>
    ComparisonBegan,

    /// <summary>spec.suspend: nothing is copied.</summary>
    ShadowSuspended,

    /// <summary>A launch on the same Service is under way: its numbers would be ours.</summary>
    LaunchUnderWay,

    /// <summary>The comparison's own requests were copied to it again: the filter was removed.</summary>
    MirrorLoop,

    /// <summary>The gateway copied more than three times as much as it was asked to: the filter was removed.</summary>
    SampleNotHonoured,

    /// <summary>Live answers the comparison hardly anything but refusals and redirects: it is asked otherwise than users ask.</summary>
    LiveAnswersDiffer,

    /// <summary>Live fails or is slow more often while the comparison asks it, too: nothing is copied for a while.</summary>
    LiveUnderStrain,

    /// <summary>What a comparison found could not be kept: a server that starts anew would lose it.</summary>
    EvidenceNotKept,

    /// <summary>A replica of the shadow serves far more or fewer requests than one of live.</summary>
    LoadNotMatched,

    /// <summary>A Service would send users to the shadow's pods.</summary>
    ShadowReachable,

    /// <summary>The Service whose traffic is to be copied, or the one to compare with, does not exist or lacks the port.</summary>
    ServiceNotFound,
}
