using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>The writes to the apex and candidate Services.</summary>
/// <param name="launch">The launch.</param>
/// <param name="spec">Its spec.</param>
/// <param name="seen">The facts that were decided on.</param>
/// <param name="cause">The decision's reason.</param>
public sealed class LaunchServiceWrites(CustomView launch, DarkLaunchSpec spec, LaunchObserved seen, string cause)
{
    /// <summary>Lets a Service select a revision; creates it where it is missing.</summary>
    public PlannedWrite? Select(string name, string revision, JsonObject? template, bool isApex)
    {
        var facts = isApex ? seen.Apex : seen.Candidate;
        if (facts is null)
        {
            var ports = ServicePorts.Of(spec, template is null ? PodTemplateDigest.Empty : RevisionManifest.Digest(template));
            if (ports.Count == 0) return null;
            return new PlannedWrite(Service(WriteVerb.Create, name, ServiceManifest.Make(launch, name, revision, ports, isApex))) { Replan = live => Again(live, name, revision, isApex) };
        }

        if (!facts.Ours && !(isApex && spec.Traffic.AdoptService)) return null;
        return new PlannedWrite(Moved(facts.Version, name, revision, isApex)) { Foreign = !facts.Ours, Replan = live => Again(live, name, revision, isApex) };
    }

    /// <summary>Removes one of our Services.</summary>
    public PlannedWrite? Delete(string name) => seen.Candidate is { Ours: true } ? new PlannedWrite(Service(WriteVerb.Delete, name, null)) : null;

    /// <summary>Gives the apex to the template's own pods, without a trace of ours.</summary>
    public PlannedWrite? Release(JsonObject? template)
    {
        var selector = new JsonObject { [Keys.Launch] = null, [Keys.Revision] = null };
        if (!IsAdopted())
        {
            if (template?["spec"]?["selector"]?["matchLabels"] is not JsonObject labels) return null;
            foreach (var (key, value) in labels) selector[key] = value?.DeepClone();
        }

        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [Keys.Launch] = null, ["app.kubernetes.io/managed-by"] = null },
                ["annotations"] = new JsonObject { [Keys.OwnerUid] = null, [Keys.Stable] = null, [Keys.Traffic] = null },
            },
            ["spec"] = new JsonObject { ["selector"] = selector },
        };
        return new PlannedWrite(Service(WriteVerb.MergePatch, spec.Traffic.Service, body));
    }

    private bool IsAdopted() => spec.Traffic.AdoptService;

    private ObjectWrite? Again(JsonObject live, string name, string revision, bool isApex) =>
        Own(live) || (isApex && IsAdopted()) ? Moved(live["metadata"]?["resourceVersion"]?.GetValue<string>() ?? "", name, revision, isApex) : null;

    // An adopted Service keeps its own selector and gains one key.
    private ObjectWrite Moved(string version, string name, string revision, bool isApex)
    {
        var selector = new JsonObject { [Keys.Revision] = revision };
        if (!isApex || !IsAdopted()) selector[Keys.Launch] = launch.Name;
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (isApex) metadata["annotations"] = new JsonObject { [Keys.Stable] = revision, [Keys.OwnerUid] = launch.Uid };
        return Service(WriteVerb.MergePatch, name, new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["selector"] = selector } });
    }

    private bool Own(JsonObject live) => live["metadata"]?["labels"]?[Keys.Launch]?.GetValue<string>() == launch.Name;

    private ObjectWrite Service(WriteVerb verb, string name, JsonNode? body) => new()
    {
        Verb = verb, Kind = ResourceKinds.Service, Key = new ObjectKey(launch.Namespace, name), Body = body, Cause = cause,
    };
}
