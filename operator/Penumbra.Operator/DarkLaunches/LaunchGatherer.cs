using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics;
using Penumbra.Operator.Cluster;
using Penumbra.Traffic;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>Reads every fact about one launch from the caches. No request is made, and nothing is decided.</summary>
/// <param name="caches">The caches.</param>
/// <param name="catalog">The launches.</param>
/// <param name="routers">The routers.</param>
/// <param name="sources">The metric sources.</param>
/// <param name="requirement">What launches wait for.</param>
/// <param name="time">The clock.</param>
public sealed class LaunchGatherer(ClusterCaches caches, LaunchCatalog catalog, TrafficRouters routers, IMetricSources sources, ShadowRequirement requirement, TimeProvider time)
{
    // What status may hold of a name that somebody wrote: its end, where the person stands.
    private const int LongestName = 100;
    private static readonly string[] Acts = ["approve", "promote", "abort", "retry"];

    /// <summary>The facts now.</summary>
    public LaunchObserved Gather(LaunchEntry entry, DarkLaunchSpec spec, LaunchState state, IReadOnlyList<ObjectiveReading> readings)
    {
        var view = entry.View;
        var ns = view.Namespace;
        var deployments = caches.Deployments.ByIndex(ClusterCaches.ByLaunch, $"{ns}/{view.Name}");
        var pods = caches.Pods.ByIndex(ClusterCaches.ByLaunch, $"{ns}/{view.Name}");
        var template = caches.Deployments.Get(new ObjectKey(ns, spec.Template));
        var router = routers.Observe(Traffic(entry, spec, state.Pruned));
        return new LaunchObserved
        {
            Now = Now(),
            Launch = Launch(view),
            Status = entry.Status,
            Template = template is null || template.Deleting ? null : Template(template, deployments),
            Revisions = [.. deployments.Where(deployment => Label(deployment, Keys.Revision).Length > 0).Select(deployment => Revision(deployment, pods))],
            Apex = Apex(entry, spec, pods),
            Candidate = Service(entry, spec.Traffic.CandidateService, pods),
            Routes = router.Routes,
            Problems = [.. entry.Reading?.Problems ?? [], .. LaunchIdentity.Problems(entry, spec), .. Problems(entry, spec, template), .. router.Problems],
            Requirement = requirement.Of(view, spec, template),
            Readings = readings,
            CurrentSince = caches.CurrentSince,
            Memory = state.Memory,
            Refused = state.Refused,
        };
    }

    /// <summary>What the routers need to know of a launch.</summary>
    /// <param name="entry">The launch.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="pruned">What is known of fields that the API server drops.</param>
    public static LaunchTraffic Traffic(LaunchEntry entry, DarkLaunchSpec spec, IReadOnlyList<string> pruned) => new()
    {
        Namespace = entry.View.Namespace,
        Launch = entry.View.Name,
        LaunchUid = entry.View.Uid,
        Spec = spec.Traffic,
        Routers = entry.Fields!.Traffic,
        SteeredBefore = [.. entry.Status.Traffic.Select(route => $"{route.Kind}/{route.Name}")],
        IsWrong = entry.Reading!.Problems.Any(problem => problem.Path.StartsWith("spec.traffic", StringComparison.Ordinal)),
        Pruned = pruned,
    };

    // To the millisecond, as status stores it: what is read back equals what was written.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private LaunchFacts Launch(CustomView view) => new()
    {
        Namespace = view.Namespace,
        Name = view.Name,
        Uid = view.Uid,
        Generation = view.Generation ?? 0,
        CreatedAt = view.Metadata.CreationTimestamp,
        Deleting = view.Deleting,
        NamespaceTerminating = caches.Namespaces?.Get(new ObjectKey("", view.Namespace)) is { Deleting: true },
        HasFinalizer = view.Metadata.Finalizers.Contains(Keys.Finalizer, StringComparer.Ordinal),
        Acts = Acts.Where(act => view.Metadata.Annotations.ContainsKey(Keys.Prefix + act)).ToImmutableSortedDictionary(act => act, act => view.Metadata.Annotations[Keys.Prefix + act], StringComparer.Ordinal),
        ApprovedBy = view.Metadata.Annotations.GetValueOrDefault(Keys.ApprovedBy) is { } who ? who.Length <= LongestName ? who : $"…{who[^(LongestName - 1)..]}" : "",
    };

    private static TemplateFacts Template(DeploymentView template, IReadOnlyList<DeploymentView> revisions)
    {
        var digest = template.Spec.Template;
        var status = template.Status;

        // The hash is only a name: where another template has it already, a longer one is taken.
        var hash = digest.Fingerprint[..8];
        if (revisions.Any(revision => Label(revision, Keys.Revision) == hash && revision.Spec.Template.Fingerprint != digest.Fingerprint)) hash = digest.Fingerprint[..12];
        return new TemplateFacts
        {
            Uid = template.Uid,
            Hash = hash,
            Fingerprint = digest.Fingerprint,
            Replicas = template.Spec.Replicas,
            Ready = status.ReadyReplicas,
            RolloutFinished = status.ObservedGeneration >= template.Generation && status.UpdatedReplicas == template.Spec.Replicas
                && status.AvailableReplicas >= template.Spec.Replicas && status.Replicas == status.UpdatedReplicas,
            Images = digest.Images,
        };
    }

    private static RevisionFacts Revision(DeploymentView deployment, IReadOnlyList<PodView> pods)
    {
        var hash = Label(deployment, Keys.Revision);
        var annotations = deployment.Metadata.Annotations;
        var attempt = annotations.TryGetValue(Keys.Attempt, out var text) && int.TryParse(text, out var number) && number > 0 ? number : 1;
        var parts = annotations.TryGetValue(Keys.Outcome, out var outcome) ? outcome.Split('/') : [];
        return new RevisionFacts
        {
            Hash = hash,
            Deployment = deployment.Name,
            Uid = deployment.Uid,
            Version = deployment.ResourceVersion,
            Fingerprint = deployment.Spec.Template.Fingerprint,
            Replicas = deployment.Spec.Replicas,
            Ready = Math.Min(deployment.Status.ReadyReplicas, deployment.Spec.Replicas),
            Pods = pods.Count(pod => Label(pod, Keys.Revision) == hash),
            Restarts = Restarts(pods.Where(pod => Label(pod, Keys.Revision) == hash)),
            Created = deployment.Metadata.CreationTimestamp ?? default,
            Attempt = attempt,
            Outcome = parts.Length == 2 && parts[0] == $"{attempt}" && Enum.TryParse<RevisionOutcome>(parts[1], out var ended) ? ended : null,
            Images = deployment.Spec.Template.Images,
            Deleting = deployment.Deleting,
        };
    }

    // A pod that is on its way out is no ready one that vanished: somebody deletes or drains it.
    private static ImmutableSortedDictionary<string, PodRestarts> Restarts(IEnumerable<PodView> pods) => pods.ToImmutableSortedDictionary(
        pod => pod.Uid, pod => new PodRestarts(pod.Status.Restarts, pod.Status.IsReady && !pod.Deleting, pod.Status.CrashedAt), StringComparer.Ordinal);

    private ServiceFacts? Apex(LaunchEntry entry, DarkLaunchSpec spec, IReadOnlyList<PodView> pods) =>
        Service(entry, spec.Traffic.Service, pods) is { } apex ? apex with { Adopted = IsAdopted(spec, caches.Services.Get(new ObjectKey(entry.View.Namespace, apex.Name)), entry.View) } : null;

    private ServiceFacts? Service(LaunchEntry entry, string name, IReadOnlyList<PodView> pods)
    {
        if (caches.Services.Get(new ObjectKey(entry.View.Namespace, name)) is not { Deleting: false } service) return null;
        var ready = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var others = 0;
        foreach (var slice in caches.EndpointSlices.ByIndex(ClusterCaches.ByService, $"{entry.View.Namespace}/{name}"))
        {
            foreach (var endpoint in slice.Endpoints.Where(endpoint => endpoint.IsReady))
            {
                var pod = pods.FirstOrDefault(pod => pod.Name == endpoint.Pod);
                if (pod is null) others++;
                else ready[Label(pod, Keys.Revision)] = ready.GetValueOrDefault(Label(pod, Keys.Revision)) + 1;
            }
        }

        return new ServiceFacts
        {
            Name = name,
            Uid = service.Uid,
            Version = service.ResourceVersion,
            Ours = IsOurs(service, entry.View),
            Owner = OtherOwner(service, entry.View),
            SelectorApplier = service.SelectorOwners.Applier,
            SelectorChangedBy = service.SelectorOwners.ChangedBy,
            Restored = service.Metadata.Annotations.TryGetValue(Keys.Restored, out var restored) ? restored : null,
            Stable = service.Metadata.Annotations.TryGetValue(Keys.Stable, out var stable) ? stable : null,
            Selects = service.Spec.Selector.GetValueOrDefault(Keys.Revision),
            Ready = ready.ToImmutable(),
            ReadyOthers = others,
        };
    }

    /// <summary>Whether a Service is the launch's: by our label, or adopted, by our annotation.</summary>
    public static bool IsOurs(ServiceView service, CustomView launch) =>
        Label(service, Keys.Launch) == launch.Name
        || (service.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var uid) && uid == launch.Uid && service.Metadata.Annotations.ContainsKey(Keys.Stable));

    // Ours without our label: somebody else's object that carries our annotations, or is about to.
    private static bool IsAdopted(DarkLaunchSpec spec, ServiceView? service, CustomView launch) =>
        service is not null && Label(service, Keys.Launch).Length == 0 && (spec.Traffic.AdoptService || IsOurs(service, launch));

    // What a launch that is gone left behind (deletionPolicy Retain) is free.
    private string? OtherOwner(ServiceView service, CustomView launch)
    {
        if (Label(service, Keys.Launch) is { Length: > 0 } name) return name == launch.Name ? null : name;
        return service.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var uid) && uid != launch.Uid
            ? catalog.All().FirstOrDefault(entry => entry.View.Uid == uid)?.View.Name
            : null;
    }

    private IEnumerable<Problem> Problems(LaunchEntry entry, DarkLaunchSpec spec, DeploymentView? template)
    {
        var view = entry.View;
        foreach (var other in catalog.OfTemplate(view.Namespace, spec.Template))
        {
            if (other.View.Uid == view.Uid || !IsOlder(other.View, view)) continue;
            yield return new Problem(Reason.TargetTaken, "spec.targetRef.name", $"DarkLaunch {other.View.Name} launches Deployment {spec.Template} already; delete one of the two");
            break;
        }

        foreach (var scaler in caches.Autoscalers.List(view.Namespace).Where(scaler => scaler.Spec.ScaleTargetRef is { Kind: "Deployment" } target && target.Name == spec.Template))
        {
            yield return new Problem(Reason.HpaOnTemplate, "spec.targetRef.name",
                $"HorizontalPodAutoscaler {scaler.Name} scales Deployment {spec.Template}, whose pods serve nobody; point its scaleTargetRef at DarkLaunch {view.Name} of penumbra.dev/v1alpha1");
            break;
        }

        var apex = caches.Services.Get(new ObjectKey(view.Namespace, spec.Traffic.Service));
        if (apex is not null && IsAdopted(spec, apex, view))
        {
            if (ServicePorts.Adopted(spec, apex) is { } missing) yield return missing;
        }
        else if (template is not null && ServicePorts.Problem(spec, template) is { } port)
        {
            yield return port;
        }

        for (var index = 0; index < spec.Objectives.Count; index++)
        {
            var position = entry.Fields?.Objectives?.ToList().FindIndex(objective => objective.Name == spec.Objectives[index].Name) ?? index;
            if (sources.Check(spec.Objectives[index], $"spec.objectives[{position}]") is { } problem) yield return problem;
        }
    }

    private static bool IsOlder(CustomView other, CustomView view)
    {
        var byAge = Nullable.Compare(other.Metadata.CreationTimestamp, view.Metadata.CreationTimestamp);
        return byAge != 0 ? byAge < 0 : string.CompareOrdinal(other.Name, view.Name) < 0;
    }

    private static string Label(View view, string key) => view.Metadata.Labels.TryGetValue(key, out var value) ? value : "";
}
