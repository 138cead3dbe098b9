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

/// <summary>What this process does in the temporary database, and what it therefore knows of it.</summary>
/// <param name="inputs">What the process is given.</param>
/// <param name="open">Opens the database at an address.</param>
/// <param name="time">The clock.</param>
/// <param name="leave">Leaves a database for a container; null where none comes.</param>
public sealed class DatabaseSession(RunInputs inputs, Func<string, int, IDatabaseWork> open, TimeProvider time, Action<RefreshEffect.HandOver>? leave = null)
{
    /// <summary>What is known.</summary>
    public DatabaseFacts Facts { get; private set; } = DatabaseFacts.None;

    /// <summary>The columns that Verify saw; empty before.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The cloud took this process' password for a database: whatever was known of another one is forgotten.</summary>
    public void PasswordSet(string resourceId) => Facts = new DatabaseFacts { ResourceId = resourceId, PasswordSet = true };

    /// <summary>Does one of Quiesce, Sanitize, Rewrite and Verify.</summary>
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
        if (failure is null && Facts.NextContainer is null) Facts = Facts with { Done = work.Step, Trouble = null };
        else if (failure is null) Facts = Facts with { Trouble = null };
        else Facts = Facts with { Trouble = Trouble(work.Step, failure) };
    }

    /// <summary>Reads the fence, after a snapshot became available. One that cannot be read, because somebody else could write, counts as moved.</summary>
    public async Task ReadFenceAsync(RefreshEffect.ReadFence read, CancellationToken cancellationToken)
    {
        var result = await open(read.Address, read.Port).ReadFenceAsync(cancellationToken);
        Facts = result switch
        {
            { Value: { } fence } => Facts with { Fence = Text(fence), FenceReadFor = read.SnapshotArn, Trouble = null },
            { Failure: { Problem: WorkProblem.NotQuiet } } => Facts with { Fence = "", FenceReadFor = read.SnapshotArn, Done = RefreshStep.Rewrite },
            var other => Facts with { Fence = null, FenceReadFor = null, Trouble = Trouble(RefreshStep.Snapshot, other.Failure!) },
        };
    }

    /// <summary>Leaves the database for the container that comes next in this pod.</summary>
    public void HandOver(RefreshEffect.HandOver given) => (leave ?? throw new InvalidOperationException("no container comes behind this process"))(given);

    private async Task<WorkFailure?> SanitizeAsync(IDatabaseWork database, RefreshEffect.Work work, string maker, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        // What the container before this process did, it did in the database that it was given: in another one it has still to work.
        var worked = inputs.HandedOver is { } given && given.ResourceId == work.ResourceId ? given.Step : null;
        var plan = new SanitizePlan { Steps = inputs.Spec.Sanitize, Checks = inputs.Spec.Verify, Key = KeyOf(maker), Parameters = inputs.Parameters, ContainersDone = worked is null ? [] : [worked], Until = inputs.Run.Until };
        var result = await database.SanitizeAsync(plan, progress, cancellationToken);
        Facts = Facts with { NextContainer = result.Value?.NextContainer };
        return result.Failure;
    }

    private async Task<WorkFailure?> VerifyAsync(IDatabaseWork database, RefreshEffect.Work work, string maker, string digest, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var plan = new VerifyPlan { RunId = inputs.Run.RunId, ResourceId = work.ResourceId, Digest = digest, Checks = inputs.Spec.Verify, Key = KeyOf(maker), KnownColumns = inputs.KnownColumns, HasContainers = inputs.Spec.Sanitize.Any(step => step is SanitizeStep.Container) };
        Facts = Facts with { Proof = null, Fence = null, FenceReadFor = null };
        var result = await database.VerifyAsync(plan, progress, cancellationToken);
        if (result.Value is not { } report) return result.Failure;
        Columns = report.Columns;
        Facts = Facts with { Proof = new Proof(inputs.Run.RunId, work.ResourceId, digest, report.VerifiedAt, Text(report.Fence)) };
        return null;
    }

    private CoreResult Trouble(RefreshStep step, WorkFailure failure)
    {
        var outcome = failure switch
        {
            { Problem: WorkProblem.RestoreAnew } => WorkOutcome.Restore,
            { Kind: ErrorKind.Retry or ErrorKind.Conflict } or { Problem: WorkProblem.Unreachable or WorkProblem.LockHeld } => WorkOutcome.Retry,
            _ => WorkOutcome.Failed,
        };
        var reason = failure.Problem switch
        {
            WorkProblem.Unreachable or WorkProblem.LockHeld => Reason.DatabaseUnreachable,
            WorkProblem.ResidueLeft => Reason.ResidueLeft,
            WorkProblem.Unclean => Reason.VerifyFailed,
            _ => step switch { RefreshStep.Quiesce => Reason.QuiesceFailed, RefreshStep.Rewrite => Reason.ResidueLeft, RefreshStep.Verify => Reason.VerifyFailed, RefreshStep.Snapshot => Reason.FenceMoved, _ => Reason.SanitizeFailed },
        };
        var count = Facts.Trouble is { } before && before.Step == step && before.Outcome == outcome ? before.Count + 1 : 1;
        return new CoreResult(step, outcome, reason, failure.Message, time.GetUtcNow(), count);
    }

    // One key for each temporary database, whatever process works on it; of no use for any other.
    private byte[] KeyOf(string maker) => HMACSHA256.HashData(inputs.Key.Span, Encoding.UTF8.GetBytes($"{inputs.Run.OwnerUid}/{maker}"));

    private static string Text(Fence fence) => fence.Text;
}
