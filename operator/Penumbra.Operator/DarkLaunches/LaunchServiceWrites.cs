using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>
/// The writes to the apex and candidate Services. An adopted apex is somebody else's object: its selector gains one key, its annotations say whose it is,
/// and nothing else of it changes.
/// </summary>
/// <param name="launch">The launch.</param>
/// <param name="spec">Its spec.</param>
/// <param name="seen">The facts that were decided on.</param>
/// <param name="cause">The decision's reason.</param>
public sealed class LaunchServiceWrites(CustomView launch, DarkLaunchSpec spec, LaunchObserved seen, string cause)
{
    private readonly bool _isAdopted = seen.Apex is { Adopted: true };

    /// <summary>Lets the apex select a revision; creates it where it is missing.</summary>
    /// <param name="select">The effect.</param>
    /// <param name="template">The live template; null when it does not exist.</param>
    public PlannedWrite? SelectApex(LaunchEffect.SelectApex select, JsonObject? template)
    {
        if (seen.Apex is not { } apex) return Create(spec.Traffic.Service, select.Revision, Ports(template), isApex: true, live => Apex(Version(live), select));
        if (!apex.Ours && !_isAdopted) return null;
        return new PlannedWrite(Apex(apex.Version, select)) { Foreign = _isAdopted, StillRests = live => Own(live) || (_isAdopted && MayTake(live)), Replan = live => Apex(Version(live), select) };
    }

    /// <summary>Lets the candidate's Service select a revision; creates it where it is missing.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="template">The live template; null when it does not exist.</param>
    /// <param name="apex">The live apex, where it is adopted: its ports are the candidate's too, as the routes name both with one port.</param>
    public PlannedWrite? SelectCandidate(string revision, JsonObject? template, JsonObject? apex)
    {
        ObjectWrite Again(JsonObject live) => Candidate(Version(live), revision);
        if (seen.Candidate is not { } candidate) return Create(spec.Traffic.CandidateService, revision, apex is null ? Ports(template) : ServicePorts.Copy(apex), isApex: false, Again);
        return candidate.Ours ? new PlannedWrite(Candidate(candidate.Version, revision)) { StillRests = Own, Replan = Again } : null;
    }

    /// <summary>Removes one of our Services.</summary>
    public PlannedWrite? Delete(string name) => seen.Candidate is { Ours: true } candidate ? new PlannedWrite(Service(WriteVerb.Delete, name, null) with { Uid = candidate.Uid }) : null;

    /// <summary>Gives the apex to the template's own pods, without a trace of ours.</summary>
    public PlannedWrite? Release(JsonObject? template)
    {
        var selector = new JsonObject { [Keys.Revision] = null };
        var metadata = new JsonObject { ["annotations"] = new JsonObject { [Keys.OwnerUid] = null, [Keys.Stable] = null, [Keys.Restored] = null, [Keys.Traffic] = null } };
        if (!_isAdopted)
        {
            if (template?["spec"]?["selector"]?["matchLabels"] is not JsonObject labels) return null;
            selector[Keys.Launch] = null;
            foreach (var (key, value) in labels) selector[key] = value?.DeepClone();
            metadata["labels"] = new JsonObject { [Keys.Launch] = null, ["app.kubernetes.io/managed-by"] = null };
        }

        return new PlannedWrite(Service(WriteVerb.MergePatch, spec.Traffic.Service, new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["selector"] = selector } })) { Foreign = _isAdopted };
    }

    // A name that was free a moment ago, and is somebody else's now, is a problem that the next pass tells.
    private PlannedWrite? Create(string name, string revision, JsonArray ports, bool isApex, Func<JsonObject, ObjectWrite> again) =>
        ports.Count == 0 ? null : new PlannedWrite(Service(WriteVerb.Create, name, ServiceManifest.Make(launch, name, revision, ports, isApex))) { StillRests = Own, Replan = again };

    private JsonArray Ports(JsonObject? template) => ServicePorts.Json(ServicePorts.Of(spec, template is null ? PodTemplateDigest.Empty : RevisionManifest.Digest(template)));

    private ObjectWrite Apex(string version, LaunchEffect.SelectApex select)
    {
        var annotations = new JsonObject { [Keys.Stable] = select.Revision, [Keys.OwnerUid] = launch.Uid };
        if (select.Restored is { } attempt) annotations[Keys.Restored] = attempt;
        var selector = new JsonObject { [Keys.Revision] = select.Revision };
        if (!_isAdopted) selector[Keys.Launch] = launch.Name;
        return Moved(spec.Traffic.Service, version, selector, annotations);
    }

    private ObjectWrite Candidate(string version, string revision) =>
        Moved(spec.Traffic.CandidateService, version, new JsonObject { [Keys.Revision] = revision, [Keys.Launch] = launch.Name }, null);

    private ObjectWrite Moved(string name, string version, JsonObject selector, JsonObject? annotations)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (annotations is not null) metadata["annotations"] = annotations;
        return Service(WriteVerb.MergePatch, name, new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["selector"] = selector } });
    }

    private bool Own(JsonObject live) => live["metadata"]?["labels"]?[Keys.Launch]?.GetValue<string>() == launch.Name;

    // A live Service that is not ours yet may have got an applier, or another launch, since it was looked at.
    private bool MayTake(JsonObject live)
    {
        if (live["metadata"]?["annotations"]?[Keys.OwnerUid]?.GetValue<string>() is { } owner) return owner == launch.Uid;
        if (live["metadata"]?["labels"]?[Keys.Launch] is not null) return false;
        using var owners = JsonDocument.Parse((live["metadata"]?["managedFields"] ?? new JsonArray()).ToJsonString());
        return FieldOwners.Of(owners.RootElement, "f:selector").Applier is null;
    }

    private static string Version(JsonObject live) => live["metadata"]?["resourceVersion"]?.GetValue<string>() ?? "";

    private ObjectWrite Service(WriteVerb verb, string name, JsonNode? body) => new()
    {
        Verb = verb, Kind = ResourceKinds.Service, Key = new ObjectKey(launch.Namespace, name), Body = body, Cause = cause,
    };
}
