using System.Security.Cryptography;
using System.Text;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;
using CoreResult = Penumbra.Core.SnapshotRefreshes.Observed.WorkResult;

namespace Penumbra.Databases.Worker;

/// <summary>What this process does in the databases of the run, and what it therefore knows of each.</summary>
/// <param name="inputs">What the process is given.</param>
/// <param name="open">Opens the database at an address.</param>
/// <param name="time">The clock.</param>
/// <param name="leave">Leaves a database for a container; null where none comes.</param>
public sealed class DatabaseSession(RunInputs inputs, Func<string, int, IDatabaseWork> open, TimeProvider time, Action<RefreshEffect.HandOver>? leave = null)
{
    private readonly SortedDictionary<string, DatabaseFacts> _facts = new(StringComparer.Ordinal);

    /// <summary>What is known of each.</summary>
    public IReadOnlyList<DatabaseFacts> Facts => [.. _facts.Values];

    /// <summary>Whether an earlier run has published: then it has left its list of columns.</summary>
    public bool HasPublished { get; set; }

    /// <summary>The columns that Verify saw; empty before.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The cloud took this process' password for a database: whatever was known of it is forgotten.</summary>
    public void PasswordSet(string resourceId) => _facts[resourceId] = new DatabaseFacts { ResourceId = resourceId, PasswordSet = true };

    /// <summary>Does one of Quiesce, Sanitize, Rewrite and Verify, or Prove.</summary>
    /// <param name="work">Which, and where.</param>
    /// <param name="maker">The run that made the database: its keys are that run's.</param>
    /// <param name="digest">What the proof must carry.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WorkAsync(RefreshEffect.Work work, string maker, string digest, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var database = open(work.Address, work.Port);
        var failure = work.Step switch
        {
            RefreshStep.Quiesce => (await database.QuiesceAsync(cancellationToken)).Failure,
            RefreshStep.Sanitize => await SanitizeAsync(database, work, maker, progress, cancellationToken),
            RefreshStep.Rewrite => (await database.RewriteAsync(progress, cancellationToken)).Failure,
            _ => await VerifyAsync(database, work, maker, digest, progress, cancellationToken),
        };
        var known = Of(work.ResourceId);
        if (failure is null && known.NextContainer is null) Know(known with { Done = work.Step, Trouble = null });
        else if (failure is null) Know(known with { Trouble = null });
        else Know(Disturbed(known, work.Step, failure) with { Trouble = Trouble(known, work.Step, failure) });
    }

    /// <summary>Loads the new database from the verified one, and compares them. When the verified one's fence has moved meanwhile, both are known to be of no use as they are.</summary>
    /// <param name="load">Which, from where.</param>
    /// <param name="maker">The run that made the verified database.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LoadAsync(RefreshEffect.Load load, string maker, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan { FromHost = load.FromAddress, FromPort = load.FromPort, FromResourceId = load.Verified.ResourceId, ResourceId = load.ResourceId, Fence = load.Verified.Fence, Key = KeyOf(maker) };
        var failure = (await open(load.Address, load.Port).LoadAsync(plan, progress, cancellationToken)).Failure;
        var known = Of(load.ResourceId);
        Know(failure is null ? known with { Done = RefreshStep.Load, Trouble = null } : known with { Trouble = Trouble(known, RefreshStep.Load, failure) });

        // Verified again, with somebody else's writes in it.
        if (failure?.Problem == WorkProblem.SourceMoved) Know(Of(load.Verified.ResourceId) with { Fence = "", Done = RefreshStep.Sanitize });
    }

    /// <summary>Reads the fence, after a snapshot became available. One that cannot be read, because somebody else could write, counts as moved.</summary>
    public async Task ReadFenceAsync(RefreshEffect.ReadFence read, CancellationToken cancellationToken)
    {
        var result = await open(read.Address, read.Port).ReadFenceAsync(cancellationToken);
        var known = Of(read.ResourceId);
        Know(result switch
        {
            { Value: { } fence } => known with { Fence = Text(fence), FenceReadFor = read.Snapshot, Trouble = null },
            { Failure: { Problem: WorkProblem.NotQuiet } } => known with { Fence = "", FenceReadFor = read.Snapshot, Done = known.Done == RefreshStep.Prove ? RefreshStep.Prove : null },
            var other => known with { Fence = null, FenceReadFor = null, Trouble = Trouble(known, RefreshStep.Snapshot, other.Failure!) },
        });
    }

    /// <summary>Work was ended from outside, as nothing moved: the run fails for it.</summary>
    /// <param name="resourceId">The database.</param>
    /// <param name="step">The step.</param>
    /// <param name="message">Since when, and how long it usually takes.</param>
    public void StoodStill(string resourceId, RefreshStep step, string message) => Know(Of(resourceId) with { Trouble = new CoreResult(step, WorkOutcome.Failed, Reason.NoProgress, message, time.GetUtcNow()) });

    /// <summary>Leaves the database for the container that comes next in this pod.</summary>
    public void HandOver(RefreshEffect.HandOver given) => (leave ?? throw new InvalidOperationException("no container comes behind this process"))(given);

    private async Task<WorkFailure?> SanitizeAsync(IDatabaseWork database, RefreshEffect.Work work, string maker, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        // What the container before this process did, it did in the database that it was given: in another one it has still to work.
        var worked = inputs.HandedOver is { } given && given.ResourceId == work.ResourceId ? given.Step : null;
        var plan = new SanitizePlan { Steps = inputs.Spec.Sanitize, Checks = inputs.Spec.Verify, Key = KeyOf(maker), MaskKey = inputs.MaskKey, Parameters = inputs.Parameters, ContainersDone = worked is null ? [] : [worked], Until = inputs.Run.Until };
        var result = await database.SanitizeAsync(plan, progress, cancellationToken);
        Know(Of(work.ResourceId) with { NextContainer = result.Value?.NextContainer });
        return result.Failure;
    }

    private async Task<WorkFailure?> VerifyAsync(IDatabaseWork database, RefreshEffect.Work work, string maker, string digest, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var plan = new VerifyPlan
        {
            RunId = inputs.Run.RunId, ResourceId = work.ResourceId, Digest = digest, Checks = inputs.Spec.Verify, Key = KeyOf(maker), HasContainers = inputs.Spec.Sanitize.Any(step => step is SanitizeStep.Container), KnownColumns = inputs.KnownColumns,
            MissingColumns = HasPublished && inputs.KnownColumns is null && !inputs.AcceptsColumns ? $"ConfigMap {ClusterRecord.ColumnsName(inputs.Run.Name)}, entry columns," : null,
        };
        Know(Of(work.ResourceId) with { Proof = null, Checks = [], Fence = null, FenceReadFor = null });
        var result = await database.VerifyAsync(plan, progress, cancellationToken);
        if (result.Value is not { } report) return result.Failure;
        Columns = report.Columns;
        Know(Of(work.ResourceId) with { Proof = new Proof(inputs.Run.RunId, work.ResourceId, digest, report.VerifiedAt, Text(report.Fence)), Checks = [.. report.Checks.Select(Passed)] });
        return null;
    }

    private CheckStatus Passed(CheckReport report) => new(report.Name, inputs.Spec.Verify.FirstOrDefault(check => check.Name == report.Name) switch
    {
        VerifyCheck.Survivors => CheckKind.Survivors,
        VerifyCheck.Suspects => CheckKind.Suspects,
        _ => CheckKind.Query,
    }, report.Note);

    private DatabaseFacts Of(string resourceId) => _facts.GetValueOrDefault(resourceId) ?? new DatabaseFacts { ResourceId = resourceId };

    private void Know(DatabaseFacts facts) => _facts[facts.ResourceId] = facts;

    // Who is in the database goes by Quiesce alone, and what they wrote must be rewritten and proved: all of it again. A new database has nothing that would quiesce it.
    private static DatabaseFacts Disturbed(DatabaseFacts known, RefreshStep step, WorkFailure failure) =>
        failure.Problem == WorkProblem.NotQuiet && step != RefreshStep.Prove ? known with { Done = null, Disturbed = known.Disturbed + 1 } : known;

    private CoreResult Trouble(DatabaseFacts known, RefreshStep step, WorkFailure failure)
    {
        var outcome = failure switch
        {
            { Problem: WorkProblem.RestoreAnew or WorkProblem.SourceMoved } => WorkOutcome.Restore,
            { Kind: ErrorKind.Retry or ErrorKind.Conflict } or { Problem: WorkProblem.Unreachable or WorkProblem.LockHeld } => WorkOutcome.Retry,
            _ => WorkOutcome.Failed,
        };
        var reason = failure.Problem switch
        {
            WorkProblem.Unreachable or WorkProblem.LockHeld => Reason.DatabaseUnreachable,
            WorkProblem.NotQuiet => Reason.QuiesceFailed,
            WorkProblem.ResidueLeft => Reason.ResidueLeft,
            WorkProblem.Unclean => Reason.VerifyFailed,
            _ => step switch { RefreshStep.Quiesce => Reason.QuiesceFailed, RefreshStep.Rewrite => Reason.ResidueLeft, RefreshStep.Verify or RefreshStep.Prove => Reason.VerifyFailed, RefreshStep.Load => Reason.LoadFailed, RefreshStep.Snapshot => Reason.FenceMoved, _ => Reason.SanitizeFailed },
        };
        // What is done in between does not make it another trouble.
        var count = failure.Problem == WorkProblem.NotQuiet && step != RefreshStep.Prove ? known.Disturbed + 1 : known.Trouble is { } before && before.Step == step && before.Outcome == outcome ? before.Count + 1 : 1;
        return new CoreResult(step, outcome, reason, failure.Message, time.GetUtcNow(), count);
    }

    // One key for each temporary database, whatever process works on it; of no use for any other.
    private byte[] KeyOf(string maker) => HMACSHA256.HashData(inputs.Key.Span, Encoding.UTF8.GetBytes($"{inputs.Run.OwnerUid}/{maker}"));

    private static string Text(Fence fence) => fence.Text;
}
