using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Api.Common;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>One pass over one refresh: its rights, its CronJobs, a run on demand, its status. What runs, runs in Jobs of the application's namespace; the operator holds no login to any cloud.</summary>
public sealed class RefreshController
{
    private const int PodsOfPage = 100;
    private static readonly TimeSpan CacheLag = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ComesSoon = TimeSpan.FromSeconds(2);
    private readonly RefreshCaches _caches;
    private readonly RefreshWrites _writes;
    private readonly RefreshRemoval _removal;
    private readonly RunOnDemand _onDemand;
    private readonly UnseenWrites _unseen;
    private readonly LiveRefresh _live;
    private readonly IKubernetesClient _client;
    private readonly EventRecorder _events;
    private readonly WorkerOptions _options;
    private readonly RefreshMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly AppliedObjects _applied;
    private readonly OwnershipCheck _ownership;

    /// <summary>Wires a controller.</summary>
    public RefreshController(RefreshCaches caches, IKubernetesClient client, IWriteFence fence, EventRecorder events, WorkerOptions options, RefreshMetrics metrics, TimeProvider time, ILogger logger)
    {
        _caches = caches;
        _client = client;
        _events = events;
        _options = options;
        _metrics = metrics;
        _time = time;
        _applied = new AppliedObjects(time);
        _ownership = new OwnershipCheck(client);
        _unseen = new UnseenWrites(caches, time);
        _writes = new RefreshWrites(client, fence, _unseen, time, logger);
        _live = new LiveRefresh(client);
        _onDemand = new RunOnDemand(caches, client, _live, _writes, options, time);
        _removal = new RefreshRemoval(caches, _writes, _ownership, events, options, time);
    }

    /// <summary>One pass.</summary>
    public async Task<PassResult> PassAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_caches.Refreshes.Get(key) is not { } refresh)
        {
            _metrics.Forget(key);
            _applied.Forget(key);
            _unseen.Forget(key);
            return PassResult.Done();
        }

        if (_unseen.IsBehind(key)) return PassResult.TooEarly(CacheLag);
        var template = _caches.TemplateOf(refresh);
        var entry = RefreshReading.Read(refresh, template);
        var given = RefreshReading.Given(_caches.CronJobs.Get(new ObjectKey(key.Namespace, RefreshNames.Sweep(key.Name))), entry);
        if (!refresh.Deleting && Relocation.Problems(entry, given, _time.GetUtcNow()) is { Count: > 0 } moved) entry = entry with { Problems = [.. entry.Problems, .. moved] };
        if (refresh.Deleting) return await _removal.PassAsync(entry, cancellationToken);
        if (!refresh.Metadata.Finalizers.Contains(Keys.RefreshFinalizer, StringComparer.Ordinal))
        {
            // Before anything is made that would have to be taken away.
            return await _writes.FinalizerAsync(refresh, add: true, cancellationToken) is { } refused ? PassResult.Retry(refused) : PassResult.Done();
        }

        var problems = entry.Problems.ToList();
        if (entry.Spec is { ServiceAccount.Length: > 0 } && await AccountAsync(entry, cancellationToken) is { } missing)
        {
            if (missing.Failure is { } unknown) return PassResult.Retry(unknown);
            problems.Add(missing.Problem!);
        }

        var again = _applied.Begin(key, refresh.Uid);
        var all = _caches.Jobs.ByIndex(RefreshCaches.ByRefresh, key.ToString());
        var jobs = RefreshJob.Runs(all, key);
        if (await ApplyAsync(entry, problems, all, cancellationToken) is { } failure) return PassResult.Retry(failure);
        var (handled, passedOver, unstarted) = problems.Count > 0 ? (entry.Status.HandledRefresh, null, null) : await _onDemand.StartAsync(entry, cancellationToken);
        if (unstarted is not null) return PassResult.Retry(unstarted);
        var (trouble, unlisted) = await TroubleAsync(entry, jobs, cancellationToken);
        if (unlisted is not null) return PassResult.Retry(unlisted);
        var status = RefreshOverview.Of(entry, problems, jobs, handled, _time.GetUtcNow(), trouble, RefreshJob.Sweeps(all, key), Scheduled(key));
        if (Orphaned(status) is { } orphaned && Orphaned(entry.Status) is null) Tell(entry, warning: true, Reason.OrphanedDatabase, orphaned.Message ?? "");
        if (trouble is not null && !Says(entry.Status, trouble.Message)) Tell(entry, warning: true, Reason.ContainerFailed, trouble.Message);
        _metrics.Seen(key, entry.Status, status);
        if (await WriteStatusAsync(entry, status, cancellationToken) is { } unwritten) return PassResult.Retry(unwritten);
        if (passedOver is not null) Tell(entry, warning: true, Reason.RefreshRunning, $"a run is under way: the run that {Keys.RunNow}={passedOver} asked for is not started");

        // A ServiceAccount is not watched: what was applied beside the refresh is looked for while it may still come.
        if (RefreshOverview.Awaited(entry, problems, _time.GetUtcNow()) is not null) return PassResult.Done(ComesSoon);
        var next = status.NextRun is { } at ? at - _time.GetUtcNow() + TimeSpan.FromSeconds(5) : (TimeSpan?)null;
        return PassResult.Done(problems.Count > 0 || (HasContainers(entry) && jobs.Exists(job => job.Active)) ? TimeSpan.FromMinutes(1) : next < again ? next : again);
    }

    private static bool Says(SnapshotRefreshStatus status, string words) => status.Conditions?.Any(condition => condition.Message?.Contains(words, StringComparison.Ordinal) == true) == true;

    private static bool HasContainers(RefreshEntry entry) => entry.Spec is { } spec && spec.Sanitize.Any(step => step is SanitizeStep.Container);

    // What a container ended with stands in its pod alone: no worker comes behind one that failed.
    private async Task<(ContainerTrouble? Trouble, ApiFailure? Failure)> TroubleAsync(RefreshEntry entry, List<RefreshJob> jobs, CancellationToken cancellationToken)
    {
        if (!HasContainers(entry) || RefreshOverview.Newest(jobs) is not { Succeeded: false } job || (job.Failed && entry.Status.Run is { Outcome: not "Running" } told && told.Id == job.RunId)) return (null, null);
        var pods = await ListReader.ReadAsync(_client, new ListQuery(ResourceKinds.Pod, entry.View.Namespace, ContainerTrouble.Selector(job)), ViewJson.Default.CustomView, PodsOfPage, cancellationToken);
        return pods.Succeeded ? (ContainerTrouble.Of(entry.Spec!, pods.Value.Items), null) : (null, pods.Failure);
    }

    // What an interval counts from: when it came last, else when it began.
    private DateTimeOffset? Scheduled(ObjectKey key) => _caches.CronJobs.Get(new ObjectKey(key.Namespace, RefreshNames.Runs(key.Name))) is not { } cron ? null
        : DateTimeOffset.TryParse((cron.Status?.Parse() as JsonObject)?["lastScheduleTime"]?.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : cron.Metadata.CreationTimestamp;

    private static StatusCondition? Orphaned(SnapshotRefreshStatus status) => status.Conditions?.FirstOrDefault(condition => condition.Type == nameof(Reason.OrphanedDatabase));

    private async Task<(Problem? Problem, ApiFailure? Failure)?> AccountAsync(RefreshEntry entry, CancellationToken cancellationToken)
    {
        var account = await _client.GetAsync(ResourceKinds.ServiceAccount, new ObjectKey(entry.View.Namespace, entry.Spec!.ServiceAccount), ViewJson.Default.CustomView, cancellationToken);
        if (account.Succeeded) return null;
        return account.Failure.IsNotFound
            ? (new Problem(Reason.ServiceAccountNotFound, "spec.serviceAccountName", $"there is no ServiceAccount {entry.Spec.ServiceAccount} in namespace {entry.View.Namespace}; create it with the cloud identity"), null)
            : (null, account.Failure);
    }

    // Own fields only, by server-side apply, and only what differs from what was applied in the last hour: a quiet refresh writes nothing. What has the name and is somebody else's stays as it is.
    private async Task<ApiFailure?> ApplyAsync(RefreshEntry entry, List<Problem> problems, IEnumerable<CustomView> present, CancellationToken cancellationToken)
    {
        // Nobody knows what a run would do: none starts.
        if (entry.Spec is null) return await HoldAsync(entry, cancellationToken);

        var manifests = new RefreshManifests(entry);
        var jobs = new JobManifests(entry, _options);
        var maps = new[] { entry.Spec.PublishConfigMap, Databases.Worker.ClusterRecord.ColumnsName(entry.View.Name) }.OfType<string>();
        var accounts = present.Select(RefreshJob.Of).Where(job => job.Active).Select(job => job.Account).OfType<string>();
        (ResourceKind Kind, JsonObject Body)[] all =
        [
            (ResourceKinds.Role, manifests.Role()), (ResourceKinds.RoleBinding, manifests.Binding(accounts)), (ResourceKinds.Lease, manifests.Lease()),
            .. maps.Select(map => (ResourceKinds.ConfigMap, manifests.ConfigMap(map))),

            // What runs comes last: nothing runs while something else cannot be made.
            (ResourceKinds.CronJob, jobs.Sweep()), (ResourceKinds.CronJob, jobs.Runs(held: problems.Count > 0)),
        ];
        if (problems.Count > 0 && entry.Problems.Count > 0) all = [(ResourceKinds.CronJob, jobs.Runs(held: true))];

        // An operator that begins, or goes on, behind the cluster would put an older declaration over a newer one.
        if (all.Any(one => Differs(entry, one.Kind, one.Body, out _, out _)) && await _live.OlderAsync(entry.View, _caches.TemplateOf(entry.View), ofSpec: true, cancellationToken) is { } older) return older;
        if (entry.Problems.Count == 0 && await KeyAsync(entry, manifests, cancellationToken) is { } noKey) return noKey;
        var (owners, unknown) = await OwnersAsync(entry, all, problems, cancellationToken);
        if (unknown is not null) return unknown;
        if (owners is null) return await HoldAsync(entry, cancellationToken);
        foreach (var (kind, body) in all)
        {
            if (!Differs(entry, kind, body, out var mark, out var hash)) continue;
            var (failure, generation) = await _writes.ApplyAsync(kind, body, owners.GetValueOrDefault(mark, ""), cancellationToken);
            if (failure is not null)
            {
                // What the API server says of the schedule is what counts.
                if (failure.Kind != ErrorKind.Terminal) return failure;
                var ofSchedule = kind == ResourceKinds.CronJob && failure.Code is 422 or 400;
                problems.Add(new Problem(ofSchedule ? Reason.ScheduleRefused : Reason.WriteRefused, ofSchedule ? "spec.schedule" : "", $"{kind.Kind} {body["metadata"]!["name"]} was refused: {failure.Message}"));

                // What is stored there is what was asked for before, by a spec that is no more.
                return await HoldAsync(entry, cancellationToken);
            }

            _applied.Note(Key(entry), mark, kind == ResourceKinds.CronJob ? OfGeneration(body, generation) : hash);
        }

        return null;
    }

    // Of all that is to be applied, before anything is: what has a name of ours and is somebody else's is told, and nothing is applied beside it.
    private async Task<(SortedDictionary<string, string>? Uids, ApiFailure? Failure)> OwnersAsync(RefreshEntry entry, IEnumerable<(ResourceKind Kind, JsonObject Body)> all, List<Problem> problems, CancellationToken cancellationToken)
    {
        var uids = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var known = problems.Count;
        foreach (var (kind, body) in all)
        {
            if (!Differs(entry, kind, body, out var mark, out _)) continue;
            var key = RefreshWrites.Key(body);
            var owner = await _ownership.MayWriteAsync(kind, key, Keys.Refresh, entry.View.Name, entry.View.Uid, cancellationToken);

            // What is refused for good is told by the write itself.
            if (owner.Failure is { Kind: not ErrorKind.Terminal } failure) return (null, failure);
            uids[mark] = owner.Uid;
            if (owner.Kind != OwnershipKind.Foreign) continue;
            var path = kind == ResourceKinds.ConfigMap && key.Name == entry.Spec!.PublishConfigMap ? "spec.publish.configMap.name" : "metadata.name";
            problems.Add(new Problem(Reason.NameTaken, path, $"{kind.Kind} {key.Name} exists and is not this refresh's; rename one of the two"));
        }

        return (problems.Count > known ? null : uids, null);
    }

    // No run starts until the CronJob is applied anew.
    private async Task<ApiFailure?> HoldAsync(RefreshEntry entry, CancellationToken cancellationToken)
    {
        var name = RefreshNames.Runs(entry.View.Name);
        _applied.Drop(Key(entry), Mark(ResourceKinds.CronJob, name));
        var present = _caches.CronJobs.Get(new ObjectKey(entry.View.Namespace, name));
        return present is null || (present.Spec?.Parse() as JsonObject)?["suspend"]?.GetValue<bool>() == true ? null : await _writes.SuspendAsync(present, cancellationToken);
    }

    private static ObjectKey Key(RefreshEntry entry) => new(entry.View.Namespace, entry.View.Name);

    private static string Mark(ResourceKind kind, string name) => $"{kind.Plural}/{name}";

    private bool Differs(RefreshEntry entry, ResourceKind kind, JsonObject body, out string mark, out string hash)
    {
        var name = body["metadata"]!["name"]!.GetValue<string>();
        mark = Mark(kind, name);
        hash = kind == ResourceKinds.CronJob ? OfGeneration(body, _caches.CronJobs.Get(new ObjectKey(entry.View.Namespace, name))?.Generation) : Hash(body);
        return !_applied.Has(Key(entry), mark, hash);
    }

    private static string Hash(JsonObject body) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())));

    // Of another generation it is another than was applied: a hand has changed it, or a process that led before wrote late. None at all is another too.
    private static string OfGeneration(JsonObject body, long? generation) => string.Create(CultureInfo.InvariantCulture, $"{Hash(body)}/{generation}");

    // Made once: who may only create it can neither read nor change it. Its name holds the refresh's UID: one of that name is its own.
    private async Task<ApiFailure?> KeyAsync(RefreshEntry entry, RefreshManifests manifests, CancellationToken cancellationToken)
    {
        const string Mark = "key";
        if (_applied.Has(Key(entry), Mark, "")) return null;
        var failure = await _writes.CreateAsync(ResourceKinds.Secret, manifests.Key(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        if (failure is not null && !failure.IsAlreadyExists) return failure;
        _applied.Note(Key(entry), Mark, "");
        return null;
    }

    private async Task<ApiFailure?> WriteStatusAsync(RefreshEntry entry, SnapshotRefreshStatus status, CancellationToken cancellationToken)
    {
        var known = new SnapshotRefreshStatus
        {
            ObservedGeneration = entry.Status.ObservedGeneration, Phase = entry.Status.Phase, TemplateHash = entry.Status.TemplateHash, HandledRefresh = entry.Status.HandledRefresh, NextRun = entry.Status.NextRun, Conditions = entry.Status.Conditions,
        };
        var body = JsonSerializer.SerializeToNode(status, ApiJson.Default.SnapshotRefreshStatus)!.AsObject();
        if (JsonNode.DeepEquals(JsonSerializer.SerializeToNode(known, ApiJson.Default.SnapshotRefreshStatus), body)) return null;
        if (!body.ContainsKey("nextRun")) body["nextRun"] = null;
        return await _writes.StatusAsync(entry.View, body, cancellationToken);
    }

    private void Tell(RefreshEntry entry, bool warning, Reason reason, string note) => _events.Record(
        new EventRegarding(ResourceKinds.SnapshotRefresh, new ObjectKey(entry.View.Namespace, entry.View.Name), entry.View.Uid), warning ? EventType.Warning : EventType.Normal, reason.ToString(), "Reconcile", note);
}
