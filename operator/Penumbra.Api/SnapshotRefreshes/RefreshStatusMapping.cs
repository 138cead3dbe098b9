using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The worker's part of status between the wire and the rules. Reading forgives: a status that another version or a hand wrote must not stop anything.</summary>
public static class RefreshStatusMapping
{
    private const int MostSnapshots = 128;
    private const int MostChecks = 64;
    private const int LongestNote = 512;

    /// <summary>A stored status as the rules read it.</summary>
    public static RefreshStatus FromWire(SnapshotRefreshStatus? wire) => wire is null ? RefreshStatus.Empty : new RefreshStatus
    {
        Run = wire.Run is { } run ? Run(run) : null,
        LastSuccess = wire.LastSuccess,
        Snapshots =
        [
            .. (wire.Snapshots ?? []).Select(snapshot => new PublishedSnapshot
            {
                Id = snapshot.Id, Arn = snapshot.Arn, CreatedAt = snapshot.CreatedAt ?? default, RunId = snapshot.RunId ?? "", Verified = snapshot.Verified ?? false,
                Physical = snapshot.Physical ?? false, SharedWith = [.. snapshot.SharedWith ?? []],
            }),
        ],
        Usual = [.. (wire.Usual ?? []).Where(usual => Enum.TryParse<RefreshStep>(usual.Step, out _)).Select(usual => new UsualTimes(Enum.Parse<RefreshStep>(usual.Step), [.. (usual.Times ?? []).Select(Span.Parse).OfType<TimeSpan>()]))],
    };

    /// <summary>The run as it is stored.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kind">Whether its temporary database is a cluster.</param>
    public static RunRecord ToWire(RunStatus run, DatabaseKind kind) => new()
    {
        Id = run.Id,
        StartedAt = run.StartedAt,
        Outcome = run.Outcome.ToString(),
        Reason = run.Reason,
        Message = run.Message.Length <= 4096 ? run.Message : $"{run.Message[..4095]}…",
        Step = run.Step.ToString(),
        Steps = [.. run.Steps.Select(ToWire)],
        Source = run.Source,
        Temporary = run.Temporary.Length == 0 ? null : new TemporaryRecord
        {
            Cluster = kind == DatabaseKind.Cluster ? run.Temporary : null, Instance = kind == DatabaseKind.Instance ? run.Temporary : null, Arn = run.TemporaryArn, ReusedFrom = run.ReusedFrom,
        },
        Fresh = run.Fresh.Length == 0 ? null : new FreshRecord { Cluster = kind == DatabaseKind.Cluster ? run.Fresh : null, Instance = kind == DatabaseKind.Instance ? run.Fresh : null, Arn = run.FreshArn },
        Proof = run.Proof is { } proof ? new ProofRecord { RunId = proof.RunId, ResourceId = proof.ResourceId, Digest = proof.Digest, VerifiedAt = proof.VerifiedAt, Fence = proof.Fence } : null,
        Checks = run.Checks.IsEmpty ? null : [.. run.Checks.Take(MostChecks).Select(check => new CheckRecord { Name = check.Name, Kind = check.Kind.ToString(), Note = check.Note.Length <= LongestNote ? check.Note : check.Note[..LongestNote] })],
        Snapshot = run.Snapshot,
        FenceMoved = run.FenceMoved,
        Restored = run.Restored,
        Recreated = run.Recreated == 0 ? null : run.Recreated,
    };

    /// <summary>The published snapshots as they are stored.</summary>
    public static IReadOnlyList<SnapshotRecord> ToWire(IEnumerable<PublishedSnapshot> snapshots) =>
    [
        .. snapshots.Take(MostSnapshots).Select(snapshot => new SnapshotRecord
        {
            Id = snapshot.Id, Arn = snapshot.Arn, CreatedAt = snapshot.CreatedAt, RunId = snapshot.RunId, Verified = snapshot.Verified, Physical = snapshot.Physical, SharedWith = snapshot.SharedWith,
        }),
    ];

    /// <summary>The usual times as they are stored.</summary>
    public static IReadOnlyList<UsualRecord> ToWire(IEnumerable<UsualTimes> usual) => [.. usual.Select(times => new UsualRecord { Step = times.Step.ToString(), Times = [.. times.Times.Select(Span.Format)] })];

    private static RunStepRecord ToWire(StepStatus step) => new()
    {
        Name = step.Step.ToString(),
        State = step.State.ToString(),
        Since = step.Since,
        Took = step.Took is { } took ? Span.Format(took) : null,
        Usually = step.Usually is { } usually ? Span.Format(usually) : null,
        Progress = step.Progress is { } progress ? Math.Clamp(progress, 0, 100) : null,
        Mark = step.Mark.Length == 0 ? null : step.Mark.Length <= 128 ? step.Mark : step.Mark[..128],
        MovedAt = step.MovedAt,
        ExpectedBy = step.ExpectedBy,
        Note = step.Note.Length == 0 ? null : step.Note,
    };

    private static RunStatus Run(RunRecord run) => new()
    {
        Id = run.Id,
        StartedAt = run.StartedAt ?? default,
        Outcome = Parse<RunOutcome>(run.Outcome),
        Reason = run.Reason ?? "",
        Message = run.Message ?? "",
        Step = Parse<RefreshStep>(run.Step),
        Steps =
        [
            .. (run.Steps ?? []).Where(step => Enum.TryParse<RefreshStep>(step.Name, out _)).Select(step => new StepStatus
            {
                Step = Parse<RefreshStep>(step.Name), State = Parse<StepState>(step.State), Since = step.Since ?? default, Took = Span.Parse(step.Took), Usually = Span.Parse(step.Usually),
                Progress = step.Progress, Mark = step.Mark ?? "", MovedAt = step.MovedAt ?? default, ExpectedBy = step.ExpectedBy, Note = step.Note ?? "",
            }).OrderBy(step => step.Step),
        ],
        Source = run.Source ?? "",
        Temporary = run.Temporary?.Cluster ?? run.Temporary?.Instance ?? "",
        TemporaryArn = run.Temporary?.Arn ?? "",
        ReusedFrom = run.Temporary?.ReusedFrom,
        Fresh = run.Fresh?.Cluster ?? run.Fresh?.Instance ?? "",
        FreshArn = run.Fresh?.Arn ?? "",
        Proof = run.Proof is { } proof ? new Proof(proof.RunId, proof.ResourceId, proof.Digest, proof.VerifiedAt, proof.Fence) : null,
        Checks = [.. (run.Checks ?? []).Select(check => new CheckStatus(check.Name, Parse<CheckKind>(check.Kind), check.Note ?? ""))],
        Snapshot = run.Snapshot ?? "",
        FenceMoved = run.FenceMoved ?? 0,
        Restored = run.Restored ?? 0,
        Recreated = run.Recreated ?? 0,
    };

    private static T Parse<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) ? value : default;
}
