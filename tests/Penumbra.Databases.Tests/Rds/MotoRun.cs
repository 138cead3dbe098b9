using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>The real worker on the real clock before moto. moto has no database: it is a real PostgreSQL where one is given, and else what is inside is made up.</summary>
internal sealed class MotoRun(SnapshotRefreshSpec spec, ICloud cloud) : IRunRecord, IWriteFence, IDatabaseWork
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private SnapshotRefreshSpec _spec = spec;

    public RefreshStatus Status { get; private set; } = RefreshStatus.Empty;

    public IReadOnlyDictionary<string, string> Map { get; private set; } = new Dictionary<string, string>();

    /// <summary>The columns that a good run left for the next one; null before the first.</summary>
    public IReadOnlyList<string>? Kept { get; private set; }

    /// <summary>The columns that the last Verify knew from before; null where there were none.</summary>
    public IReadOnlyCollection<string>? Known { get; private set; }

    public string RunId { get; set; } = "20261121t000000z";

    public List<string> Told { get; } = [];

    public bool MayWrite { get; private set; } = true;

    /// <summary>After this step in the database the process dies; null for never.</summary>
    public RefreshStep? DiesAfter { get; set; }

    public RefreshMode Mode { get; set; }

    /// <summary>The database behind every address; null for a made-up one.</summary>
    public IDatabaseWork? Real { get; init; }

    /// <summary>The spec is edited: what begins from now on goes by it.</summary>
    public void Declare(SnapshotRefreshSpec edited) => _spec = edited;

    public async Task<int> ProcessAsync()
    {
        MayWrite = true;
        var inputs = new RunInputs
        {
            Run = new RunFacts { OwnerUid = "uid-1", Namespace = "shop", Name = "nightly", RunId = RunId, StartedAt = TimeProvider.System.GetUtcNow(), Mode = Mode, Digest = "d1", LeastPoll = Poll },
            Spec = _spec, Key = new byte[32], KnownColumns = Kept,
        };
        var session = new DatabaseSession(inputs, (_, _) => this, TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var worker = new RefreshWorker(inputs, cloud, session, this, this, "password-of-a-test", TimeProvider.System, NullLogger.Instance);
        try
        {
            return await worker.RunAsync(limit.Token);
        }
        catch (OperationCanceledException ended)
        {
            throw new TimeoutException($"still in {Status.Run?.Step}: {Status.Run?.Message}; {string.Join("; ", Told)}", ended);
        }
    }

    public Task<ApiResult<RefreshStatus>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<ApiResult<RefreshStatus>>(Status);

    public Task<ApiFailure?> WriteAsync(RefreshStatus status, CancellationToken cancellationToken)
    {
        Status = status;
        return Task.FromResult<ApiFailure?>(null);
    }

    public Task<ApiResult<IReadOnlyDictionary<string, string>>> ReadConfigMapAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(ApiResult<IReadOnlyDictionary<string, string>>.Success(Map));

    public Task<ApiFailure?> WriteConfigMapAsync(string name, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken)
    {
        Map = data;
        return Task.FromResult<ApiFailure?>(null);
    }

    public Task<ApiFailure?> KeepColumnsAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        Kept = columns;
        return Task.FromResult<ApiFailure?>(null);
    }

    public void Tell(RefreshEffect.EmitEvent told) => Told.Add($"{told.Reason}: {told.Note}");

    public Task<WorkResult<QuiesceReport>> QuiesceAsync(CancellationToken cancellationToken) => DoneAsync(RefreshStep.Quiesce, Real?.QuiesceAsync(cancellationToken), () => new QuiesceReport { Databases = [] });

    public Task<WorkResult<SanitizeReport>> SanitizeAsync(SanitizePlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        DoneAsync(RefreshStep.Sanitize, Real?.SanitizeAsync(plan, progress, cancellationToken), () => new SanitizeReport());

    public Task<WorkResult<RewriteReport>> RewriteAsync(IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        DoneAsync(RefreshStep.Rewrite, Real?.RewriteAsync(progress, cancellationToken), () => (RewriteReport)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(RewriteReport)));

    public async Task<WorkResult<VerifyReport>> VerifyAsync(VerifyPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        Known = plan.KnownColumns;
        var report = await DoneAsync(
            RefreshStep.Verify, Real?.VerifyAsync(plan, progress, cancellationToken),
            () => new VerifyReport { Fence = new Fence(7), VerifiedAt = TimeProvider.System.GetUtcNow(), Content = "c", Checks = [], Columns = ["public.customers.email"] });

        // moto's times are whole seconds: a snapshot must be later than the proof.
        await Task.Delay(TimeSpan.FromMilliseconds(1100), cancellationToken);
        return report;
    }

    public Task<WorkResult<LoadReport>> LoadAsync(LoadPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        DoneAsync(RefreshStep.Load, Real?.LoadAsync(plan, progress, cancellationToken), () => new LoadReport(1, 1, ["shop"], false));

    public Task<WorkResult<Fence>> ReadFenceAsync(CancellationToken cancellationToken) => DoneAsync(RefreshStep.Snapshot, Real?.ReadFenceAsync(cancellationToken), () => new Fence(7));

    private async Task<WorkResult<T>> DoneAsync<T>(RefreshStep step, Task<WorkResult<T>>? real, Func<T> madeUp)
        where T : class
    {
        var done = real is null ? madeUp() : await real;
        if (DiesAfter == step) (DiesAfter, MayWrite) = (null, false);
        return done;
    }
}
