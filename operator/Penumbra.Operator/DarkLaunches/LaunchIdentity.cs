using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>
/// The names that a launch can never change: those of its template and of its apex Service. An API server that checks the definition's own rules refuses such an edit; where one does not, what
/// carries the launch's UID in the cluster tells what they were. The launch then goes on holding under its old names, and nothing is made under the new ones.
/// </summary>
/// <param name="caches">The caches.</param>
public sealed class LaunchIdentity(ClusterCaches caches)
{
    /// <summary>The spec with the names that the launch began with.</summary>
    /// <param name="entry">The launch.</param>
    /// <param name="spec">Its spec as it is written.</param>
    public DarkLaunchSpec Keep(LaunchEntry entry, DarkLaunchSpec spec) => spec with
    {
        Template = Template(caches.Deployments.ByIndex(ClusterCaches.ByLaunch, $"{entry.View.Namespace}/{entry.View.Name}"), entry.View, spec.Template),
        Traffic = spec.Traffic with { Service = Service(entry.View, spec) ?? spec.Traffic.Service },
    };

    /// <summary>What was written over those names.</summary>
    /// <param name="entry">The launch.</param>
    /// <param name="kept">The spec with the names that it began with.</param>
    public static IEnumerable<Problem> Problems(LaunchEntry entry, DarkLaunchSpec kept)
    {
        if (entry.Reading is not { Spec: var written }) yield break;
        if (written.Template != kept.Template)
            yield return new Problem(Reason.InvalidSpec, "spec.targetRef.name", $"targetRef is immutable: this launch is of Deployment {kept.Template}; put that back, or make another launch for {written.Template}");
        else if (written.Traffic.Service != kept.Traffic.Service)
            yield return new Problem(Reason.InvalidSpec, "spec.traffic.service.name", $"service.name is immutable: users reach this launch by Service {kept.Traffic.Service}; put that back, or make another launch for {written.Traffic.Service}");
    }

    /// <summary>The template that a launch began with: revisions' Deployments are called after it, <c>&lt;template&gt;-&lt;revision&gt;</c>.</summary>
    /// <param name="deployments">What carries the launch's label.</param>
    /// <param name="launch">The launch.</param>
    /// <param name="written">The template that its spec names: it stays where any revision is called after it, or none is.</param>
    public static string Template(IEnumerable<DeploymentView> deployments, CustomView launch, string written)
    {
        // A copy that somebody made of a revision carries our keys under a name of its own.
        var templates = deployments
            .Where(deployment => IsOf(deployment, launch) && deployment.Metadata.Labels.TryGetValue(Keys.Revision, out var revision) && deployment.Name.EndsWith($"-{revision}", StringComparison.Ordinal))
            .Select(deployment => deployment.Name[..^(deployment.Metadata.Labels[Keys.Revision].Length + 1)]).ToList();
        return templates.Count == 0 || templates.Contains(written, StringComparer.Ordinal) ? written : templates[0];
    }

    // The whole namespace is looked through only while the Service of that name is not this launch's.
    private string? Service(CustomView launch, DarkLaunchSpec spec) => caches.Services.Get(new ObjectKey(launch.Namespace, spec.Traffic.Service)) is { } named && IsApex(named, launch)
        ? null
        : caches.Services.List(launch.Namespace).FirstOrDefault(service => IsApex(service, launch))?.Name;

    private static bool IsApex(ServiceView service, CustomView launch) => !service.Deleting && IsOf(service, launch) && service.Metadata.Annotations.ContainsKey(Keys.Stable);

    private static bool IsOf(View view, CustomView launch) => view.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var uid) && uid == launch.Uid;
}
