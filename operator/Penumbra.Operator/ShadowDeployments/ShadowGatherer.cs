using System.Collections.Immutable;
using System.Security.Cryptography;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Reads every fact about one shadow: from the caches, from live's and the server's pods, and from the server itself. Nothing is decided.</summary>
/// <param name="caches">The caches.</param>
/// <param name="launches">The launches.</param>
/// <param name="routers">What copies requests.</param>
/// <param name="client">Where pods are read: they are too many to watch them all.</param>
/// <param name="replay">Reads what is about a replay.</param>
/// <param name="source">Where the server is asked.</param>
/// <param name="measuring">What is measured.</param>
/// <param name="options">How servers are run.</param>
/// <param name="time">The clock.</param>
public sealed class ShadowGatherer(ShadowCaches caches, LaunchCatalog launches, MirrorRouters routers, IKubernetesClient client, ReplayGatherer replay, EvidenceSource source, ShadowMeasuring measuring, ComparisonOptions options, TimeProvider time)
{
    private const int PodsOfPage = 500;

    /// <summary>The facts now; or why they could not be read.</summary>
    public async Task<(ShadowObserved? Seen, ApiFailure? Failure)> GatherAsync(ShadowEntry entry, ShadowState state, CancellationToken cancellationToken)
    {
        var now = Now();
        var problems = entry.Problems.ToList();
        if (state.Refused is { } refused && refused.Generation == entry.View.Generation && now < refused.Until) problems.Add(refused.Problem);
        var seen = new ShadowObserved { Now = now, Object = Facts(entry.View), Status = entry.Status, Problems = problems, KeptAt = state.KeptAt, NotKept = state.NotKept, AppliedAt = state.AppliedAt, MirroredAt = state.MirroredAt, UnmirroredAt = state.UnmirroredAt, WrittenAt = state.WrittenAt, Memory = state.Memory };
        seen = await replay.GatherAsync(seen, entry, cancellationToken);
        if (await replay.ForeignAsync(seen, entry, cancellationToken) is { } taken) problems.Add(taken);

        // Of a spec that cannot be read only the end can be carried out: what was copied by the names that are derived from the shadow's own.
        if (entry.Spec is not { } spec) return (seen with { Mirrors = routers.Observe(MirrorTargets.Of(entry, null)).Mirrors }, null);
        var ns = entry.Namespace;
        var live = caches.Cluster.Services.Get(new ObjectKey(ns, spec.LiveService));
        var target = MirrorTargets.Of(entry, live);
        var mirrors = routers.Observe(target);
        if (Foreign(entry) is { } foreign) problems.Add(foreign);
        seen = seen with { Mirrors = mirrors.Mirrors, Launching = Launching(ns, spec.LiveService) };

        // What goes needs nothing that may be gone already.
        if (seen.Object.Deleting) return (seen, null);
        if (live is not { Deleting: false } || live.Spec.Ports.All(port => port.Port != spec.LivePort))
        {
            problems.Add(new Problem(Reason.ServiceNotFound, live is null ? "spec.live.service" : "spec.live.port", live is null ? $"there is no Service {spec.LiveService}" : $"Service {spec.LiveService} has no port {spec.LivePort}; it has {Ports(live)}"));
            return (seen, null);
        }

        // Only now: what a route leads to says nothing about a Service that is not there.
        problems.AddRange(mirrors.Problems);

        // What is to be compared is not said: the reader has told it.
        if (spec is { Service: null, Template: null }) return (seen, null);
        var (side, wrong) = await SideAsync(entry, live, state, cancellationToken);
        if (wrong is not null) return (null, wrong);
        problems.AddRange(side!.Problems);
        problems.AddRange(measuring.Problems(entry, live, side.Service));
        if (spec.MetricsOnly && side.Service is { } direct && ShadowMeasuring.IsElsewhere(direct))
            problems.Add(new Problem(Reason.InvalidSpec, "spec.shadow.service", $"Service {direct.Name} has no selector: with compare.mode: MetricsOnly copies go straight to the shadow's pods, and it has none here"));
        if (problems.Count == 0 && !spec.MetricsOnly) problems.AddRange(new ServerConfig(entry, live, side.Service, side.Port).Problems());
        if (problems.Count > 0) return (seen with { Shadow = side.Facts, ShadowImages = side.Images }, null);

        var (livePods, unread) = await PodsAsync(ns, live.Spec.Selector, cancellationToken);
        if (livePods is null) return (null, unread);
        state.Pods = new MeasuredPods(Ready(side.Pods), Ready(livePods));
        seen = seen with { Measured = new MeasuredReplicas(state.Pods.Shadow.Count, state.Pods.Live.Count), Elsewhere = ShadowMeasuring.Elsewhere(live, side.Service) };
        seen = seen with { Restarts = spec.Objectives.Count == 0 ? null : Restarts(side.Pods), LiveImages = Images(live, livePods), Shadow = side.Facts, ShadowImages = side.Images, CopyImages = side.Runs, NamedImages = side.Named };
        if (entry.Status is not { Subject: { } subject, Since: { } since }) return (seen, null);
        if (spec.MetricsOnly) return (seen with { Server = Direct(entry, side.Service, side.Port, target.ServerPort) }, null);
        return await ServerAsync(seen, entry, state, new ServerManifests(entry, options, new ServerConfig(entry, live, side.Service, side.Port).Make(subject, since)).Hash, cancellationToken);
    }

    /// <summary>The Service to compare with and its port; used by the writes as well.</summary>
    public (ServiceView? Service, int Port) Side(ShadowEntry entry) => entry.Spec is not { } spec || spec is { Service: null, Template: null } ? (null, 0)
        : spec.Service is { } named ? (caches.Cluster.Services.Get(new ObjectKey(entry.Namespace, named)) is { } service ? (service, PortOf(service, entry.Fields!.Shadow.Port, spec.LivePort) ?? 0) : (null, 0))
        : (caches.Cluster.Services.Get(new ObjectKey(entry.Namespace, ShadowNames.Pods(entry.Name))), TemplatePort(caches.Cluster.Deployments.Get(new ObjectKey(entry.Namespace, spec.Template!)), spec.LivePort) ?? 0);

    // Without a server what copies go to is a Service alone: it is there as soon as it is made.
    private WorkloadFacts Direct(ShadowEntry entry, ServiceView? shadow, int port, int copyPort)
    {
        var key = new ObjectKey(entry.Namespace, ShadowNames.Server(entry.Name));
        if (shadow is null || caches.Cluster.Services.Get(key) is not { Deleting: false } service) return WorkloadFacts.None;
        var isCurrent = service.Metadata.Annotations.TryGetValue(Keys.Applied, out var applied) && applied == DirectCopies.DigestOf(shadow, port, copyPort) && caches.Cluster.Deployments.Get(key) is null;
        return new WorkloadFacts { Exists = true, Current = isCurrent, Replicas = 1, Ready = 1 };
    }

    private async Task<(ShadowObserved? Seen, ApiFailure? Failure)> ServerAsync(ShadowObserved seen, ShadowEntry entry, ShadowState state, string hash, CancellationToken cancellationToken)
    {
        var name = new ObjectKey(entry.Namespace, ShadowNames.Server(entry.Name));
        var facts = Workload(caches.Cluster.Deployments.Get(name), hash) is var known && caches.Cluster.Services.Get(name) is null ? known with { Current = false } : known;
        if (!facts.Exists) return (seen with { Server = facts }, null);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.Shadow] = entry.Name, [Keys.ShadowPart] = ShadowNames.Comparison };
        var (pods, unread) = await PodsAsync(entry.Namespace, labels, cancellationToken);
        if (pods is null) return (null, unread);

        // A server that has found a loop says that it is not ready: it is asked all the same.
        var pod = pods.Where(known => known.Address.Length > 0).OrderByDescending(known => known.Ready).FirstOrDefault();
        var said = pod is null ? null : await source.ReadAsync(pod.Address, cancellationToken);
        if (said is { } answer) (state.Evidence, state.Digest) = (answer.Kept, Convert.ToHexString(SHA256.HashData(answer.Kept)));
        return (seen with { Server = facts, Report = said?.Report, IsKept = state.Kept is { } kept && kept == state.Digest }, null);
    }

    private async Task<(SideFacts? Side, ApiFailure? Failure)> SideAsync(ShadowEntry entry, ServiceView live, ShadowState state, CancellationToken cancellationToken)
    {
        var (ns, spec) = (entry.Namespace, entry.Spec!);
        if (spec.Service is { } named)
        {
            var path = "spec.shadow.service";
            var (service, port) = Side(entry);
            if (service is null) return (SideFacts.Wrong(new Problem(Reason.ServiceNotFound, path, $"there is no Service {named}")), null);
            if (port == 0) return (SideFacts.Wrong(new Problem(Reason.ServiceNotFound, path, $"Service {named} has no port {entry.Fields!.Shadow.Port ?? spec.LivePort}; it has {Ports(service)}; name one in spec.shadow.port")), null);
            if (named == spec.LiveService) return (SideFacts.Wrong(new Problem(Reason.InvalidSpec, path, "is live itself: there would be nothing to compare")), null);
            var (pods, unread) = await PodsAsync(ns, service.Spec.Selector, cancellationToken);
            if (pods is null) return (null, unread);
            var ready = ShadowMeasuring.IsElsewhere(service) ? 1 : pods.Count(pod => pod.Ready);
            return (new SideFacts(new WorkloadFacts { Exists = true, Current = true, Replicas = ready, Ready = ready }, Images(service, pods), service, port, pods, []) { Named = PodFacts.NamedByAll(pods) }, null);
        }

        var template = caches.Cluster.Deployments.Get(new ObjectKey(ns, spec.Template!));
        if (template is not { Deleting: false }) return (SideFacts.Wrong(new Problem(Reason.TemplateNotFound, "spec.shadow.deployment.name", $"there is no Deployment {spec.Template}")), null);
        var fingerprint = template.Spec.Template.Fingerprint;
        if (state.Template?.Fingerprint != fingerprint)
        {
            var whole = await client.GetAsync(ResourceKinds.Deployment, new ObjectKey(ns, spec.Template!), Projections.Whole, cancellationToken);
            if (!whole.Succeeded) return (null, whole.Failure);
            state.Template = (fingerprint, PodManifests.LabelsOf(whole.Value));
        }

        List<Problem> problems = [];
        if (TemplatePort(template, spec.LivePort) is not { } number)
            problems.Add(new Problem(Reason.PortNotFound, "spec.shadow.deployment.name", $"Deployment {spec.Template} declares {template.Spec.Template.Ports.Count} container ports; declare one, or one with live's number {spec.LivePort} or named http"));
        if (Reachable(ns, entry.Name, state.Template!.Value.Labels) is { } open)
            problems.Add(new Problem(Reason.ShadowReachable, "spec.shadow.deployment.name", $"Service {open} selects the pod labels of Deployment {spec.Template}: users would reach the shadow; give the template's pods another label, or that Service another selector"));
        List<PodFacts> copies = [];
        var own = new ObjectKey(ns, ShadowNames.Pods(entry.Name));
        var facts = Workload(caches.Cluster.Deployments.Get(own), fingerprint);

        // What they run behind the template's text is known from them alone; once there is a verdict they go.
        if (spec.Objectives.Count > 0 || spec.Resources is not null || (facts.Replicas > 0 && entry.Status.DecidedAt is null))
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.Shadow] = entry.Name, [Keys.ShadowPart] = ShadowNames.Copy };
            var (found, unread) = await PodsAsync(ns, labels, cancellationToken);
            if (found is null) return (null, unread);
            copies = found;
        }

        var ownService = caches.Cluster.Services.Get(own);
        var isAsLive = ownService is not null && TemplatePort(template, spec.LivePort) is { } asked && ownService.Spec.ProtocolOf(asked) == live.Spec.ProtocolOf(spec.LivePort);
        return (new SideFacts(isAsLive ? facts : facts with { Current = false }, [.. template.Spec.Template.Images.Order(StringComparer.Ordinal)], ownService, TemplatePort(template, spec.LivePort) ?? 0, copies, problems) { Runs = PodFacts.RunBy(copies, template.Spec.Template.Images), Named = template.Spec.Template.Images }, null);
    }

    private async Task<(List<PodFacts>? Pods, ApiFailure? Failure)> PodsAsync(string ns, IReadOnlyDictionary<string, string> selector, CancellationToken cancellationToken)
    {
        if (selector.Count == 0) return ([], null);
        var query = new ListQuery(ResourceKinds.Pod, ns, string.Join(',', selector.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
        var page = await ListReader.ReadAsync(client, query, ViewJson.Default.CustomView, PodsOfPage, cancellationToken);
        return page.Succeeded ? ([.. page.Value.Items.Select(PodFacts.Of)], null) : (null, page.Failure);
    }

    // Anything of our names that is not this shadow's stays as it is.
    private Problem? Foreign(ShadowEntry entry)
    {
        foreach (var name in (ReadOnlySpan<string>)[ShadowNames.Server(entry.Name), ShadowNames.Pods(entry.Name)])
        {
            var key = new ObjectKey(entry.Namespace, name);
            if (caches.Cluster.Deployments.Get(key) is { } deployment && !IsOurs(deployment, entry)) return new Problem(Reason.NameTaken, "metadata.name", $"Deployment {name} exists and is not this shadow's; rename one of the two");
            if (caches.Cluster.Services.Get(key) is { } service && !IsOurs(service, entry)) return new Problem(Reason.NameTaken, "metadata.name", $"Service {name} exists and is not this shadow's; rename one of the two");
        }

        return null;
    }

    /// <summary>The Deployments and Services that were made for a shadow, as far as they are there.</summary>
    public IEnumerable<View> Owned(ShadowEntry entry)
    {
        foreach (var name in (string[])[ShadowNames.Server(entry.Name), ShadowNames.Pods(entry.Name)])
        {
            var key = new ObjectKey(entry.Namespace, name);
            if (caches.Cluster.Deployments.Get(key) is { } deployment && IsOurs(deployment, entry)) yield return deployment;
            if (caches.Cluster.Services.Get(key) is { } service && IsOurs(service, entry)) yield return service;
        }
    }

    /// <summary>Whether an object was made for this shadow.</summary>
    public static bool IsOurs(View view, ShadowEntry entry) => view.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var uid) && uid == entry.View.Uid;

    private string? Reachable(string ns, string shadow, IReadOnlyDictionary<string, string> labels) => caches.Cluster.Services.List(ns)
        .Where(service => service.Name != ShadowNames.Pods(shadow) && service.Spec.Selector.Count > 0 && service.Spec.Selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value))
        .Select(service => service.Name).Order(StringComparer.Ordinal).FirstOrDefault();

    private string? Launching(string ns, string service) => launches.All().FirstOrDefault(launch =>
        launch.View.Namespace == ns && launch.Service == service && launch.Status.Phase is LaunchPhase.Launching or LaunchPhase.Baking or LaunchPhase.Promoting or LaunchPhase.RollingBack)?.View.Name;

    private static WorkloadFacts Workload(DeploymentView? deployment, string applied)
    {
        if (deployment is not { Deleting: false }) return WorkloadFacts.None;
        var status = deployment.Status;
        var isRolledOut = status.ObservedGeneration >= deployment.Generation && status.UpdatedReplicas > 0;
        return new WorkloadFacts
        {
            Exists = true,
            Current = deployment.Metadata.Annotations.TryGetValue(Keys.Applied, out var known) && known == applied,
            Replicas = deployment.Spec.Replicas,
            Ready = isRolledOut ? Math.Min(status.ReadyReplicas, status.UpdatedReplicas) : 0,
        };
    }

    private static int? TemplatePort(DeploymentView? template, int live) => template?.Spec.Template.Ports switch
    {
        null or [] => null,
        [var only] => only.Number,
        var ports => ports.FirstOrDefault(port => port.Number == live)?.Number ?? ports.FirstOrDefault(port => port.Name == "http")?.Number,
    };

    private static int? PortOf(ServiceView service, int? named, int live) =>
        service.Spec.Ports.FirstOrDefault(port => port.Port == (named ?? live))?.Port ?? (named is null && service.Spec.Ports is [var only] ? only.Port : null);

    private static string Ports(ServiceView service) => service.Spec.Ports.Count == 0 ? "none" : string.Join(", ", service.Spec.Ports.Select(port => port.Port));

    private static ImmutableSortedDictionary<string, PodRestarts> Restarts(IReadOnlyList<PodFacts> pods) => pods.ToImmutableSortedDictionary(
        pod => pod.View.Uid, pod => new PodRestarts(pod.View.Status.Restarts, pod.Ready, pod.View.Status.CrashedAt), StringComparer.Ordinal);

    private static List<PodView> Ready(IReadOnlyList<PodFacts> pods) => [.. pods.Where(pod => pod.Ready).Select(pod => pod.View)];

    private static IReadOnlyList<string> Images(ServiceView service, IReadOnlyList<PodFacts> pods) => ShadowMeasuring.IsElsewhere(service) ? [$"service {service.Name}"] : PodFacts.ServedBy(pods);

    private ShadowFacts Facts(CustomView shadow) => new()
    {
        Uid = shadow.Uid,
        Generation = shadow.Generation ?? 0,
        CreatedAt = shadow.Metadata.CreationTimestamp,
        Deleting = shadow.Deleting,
        HasFinalizer = shadow.Metadata.Finalizers.Contains(Keys.ShadowFinalizer, StringComparer.Ordinal),
        NamespaceTerminating = caches.Cluster.Namespaces?.Get(new ObjectKey("", shadow.Namespace)) is { Deleting: true },
    };

    // As status stores it: what is read back equals what was written.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private sealed record SideFacts(WorkloadFacts Facts, IReadOnlyList<string> Images, ServiceView? Service, int Port, IReadOnlyList<PodFacts> Pods, IReadOnlyList<Problem> Problems)
    {
        public IReadOnlyList<string> Runs { get; init; } = [];

        public IReadOnlyList<string> Named { get; init; } = [];

        public static SideFacts Wrong(Problem problem) => new(WorkloadFacts.None, [], null, 0, [], [problem]);
    }
}
