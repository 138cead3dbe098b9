using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>
/// Turns effects into writes with their preconditions: own objects by resourceVersion, foreign ones by tests on UID and generation. Pure, but for
/// the template's pods, which are passed in.
/// </summary>
/// <param name="entry">The launch.</param>
/// <param name="spec">Its spec.</param>
/// <param name="seen">The facts that were decided on.</param>
/// <param name="routers">The routers.</param>
/// <param name="pruned">Fields of the managed route that the API server drops.</param>
/// <param name="cause">The decision's reason.</param>
public sealed class LaunchWrites(LaunchEntry entry, DarkLaunchSpec spec, LaunchObserved seen, TrafficRouters routers, IReadOnlyList<string> pruned, string cause)
{
    private readonly CustomView _launch = entry.View;
    private readonly LaunchServiceWrites _services = new(entry.View, spec, seen, cause);

    /// <summary>Whether an effect needs the live template.</summary>
    public static bool NeedsTemplate(LaunchEffect effect) => effect is LaunchEffect.CreateRevision or LaunchEffect.SelectApex or LaunchEffect.SelectCandidate or LaunchEffect.ReleaseApex;

    /// <summary>Whether an effect needs the live apex Service: the candidate's Service beside an adopted one has its ports.</summary>
    public static bool NeedsApex(LaunchEffect effect, LaunchObserved seen) => effect is LaunchEffect.SelectCandidate && seen is { Candidate: null, Apex.Adopted: true };

    /// <summary>The write of an effect; null when nothing is to be written (events, routes that are there already).</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="template">The live template, where it is needed; null when it does not exist.</param>
    /// <param name="apex">The live apex Service, where it is needed; null when it does not exist.</param>
    public PlannedWrite? Plan(LaunchEffect effect, JsonObject? template, JsonObject? apex = null) => effect switch
    {
        LaunchEffect.AddFinalizer => Finalizer(_launch, add: true, cause),
        LaunchEffect.RemoveFinalizer => Finalizer(_launch, add: false, cause),
        LaunchEffect.WriteReplicas write => new PlannedWrite(Launch(WriteVerb.MergePatch, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = write.Replicas } }, "scale")),
        LaunchEffect.RehearseTraffic rehearse => Rehearse(rehearse),
        LaunchEffect.SetTraffic set => Resting(Caused(routers.Plan(LaunchGatherer.Traffic(entry, spec, pruned), set.Route, set.Aim)), set.Route),
        LaunchEffect.CreateRevision create => Create(create, template),
        LaunchEffect.BeginAttempt begin => Revision(begin.Revision, facts => facts.Attempt < begin.Attempt, Annotated(begin.Replicas, (Keys.Attempt, $"{begin.Attempt}"), (Keys.Outcome, null))),
        LaunchEffect.ScaleRevision scale => Revision(scale.Revision, _ => true, Annotated(scale.Replicas)),
        LaunchEffect.RecordOutcome outcome => Revision(outcome.Revision, facts => facts.Attempt == outcome.Attempt, Annotated(outcome.Replicas, (Keys.Outcome, $"{outcome.Attempt}/{outcome.Outcome}")), once: outcome.Attempt),
        LaunchEffect.DeleteRevision delete => new PlannedWrite(Deployment(WriteVerb.Delete, delete.Revision, null) with { Uid = delete.Uid, Propagation = "Background" }),
        LaunchEffect.SelectApex select => _services.SelectApex(select, template),
        LaunchEffect.SelectCandidate select => _services.SelectCandidate(select.Revision, template, apex),
        LaunchEffect.DeleteCandidateService => _services.Delete(spec.Traffic.CandidateService),
        LaunchEffect.ReleaseApex => _services.Release(template),
        LaunchEffect.ScaleDownTemplate => ScaleDownTemplate(),
        LaunchEffect.PatchStatus patch => Status(_launch, seen.Status, patch.Status, cause),
        _ => null,
    };

    /// <summary>The write of a whole status, fenced by the version of the launch.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="known">The status that was decided on.</param>
    /// <param name="next">The status to write.</param>
    /// <param name="cause">Why.</param>
    public static PlannedWrite Status(CustomView launch, LaunchStatus known, LaunchStatus next, string cause)
    {
        var status = JsonSerializer.SerializeToNode(StatusMapping.ToWire(next), ApiJson.Default.DarkLaunchStatus);
        ObjectWrite At(string version) => Launch(
            launch, cause, WriteVerb.JsonPatch,
            new JsonArray(JsonPatch.Test("/metadata/uid", launch.Uid), JsonPatch.Test("/metadata/resourceVersion", version), JsonPatch.Add("/status", status?.DeepClone())), "status");

        // Our own finalizer or scale write may have raised the version in this very pass: as long as nobody else wrote the status, it is ours to write. What comes after it rests on it.
        bool IsThere(JsonObject live) => JsonNode.DeepEquals(live["status"], status);
        return new PlannedWrite(At(launch.ResourceVersion))
        {
            StillRests = live => Text(live, "uid") == launch.Uid && (IsThere(live) || IsStill(known, live)),
            Replan = live => IsThere(live) ? null : At(Text(live, "resourceVersion")),
        };
    }

    private static bool IsStill(LaunchStatus known, JsonObject live)
    {
        var stored = live["status"] is { } status ? StatusMapping.FromWire(status.Deserialize(ApiJson.Default.DarkLaunchStatus)) : null;
        return stored is null || (stored.ObservedGeneration == known.ObservedGeneration && stored.Phase == known.Phase && stored.Weight == known.Weight && stored.LiveAt == known.LiveAt && stored.Decisions.SequenceEqual(known.Decisions));
    }

    /// <summary>The write that adds or removes our finalizer.</summary>
    /// <param name="launch">The launch; it has it exactly where it is to be removed.</param>
    /// <param name="add">Whether it is added.</param>
    /// <param name="cause">Why.</param>
    public static PlannedWrite Finalizer(CustomView launch, bool add, string cause)
    {
        ObjectWrite? From(JsonNode? finalizers, string version)
        {
            var names = (finalizers as JsonArray ?? []).Select(name => name!.GetValue<string>()).ToList();
            var at = names.IndexOf(Keys.Finalizer);
            if (add == at >= 0) return null;
            var patch = new JsonArray(JsonPatch.Test("/metadata/uid", launch.Uid), JsonPatch.Test("/metadata/resourceVersion", version));
            if (!add) patch.Add(JsonPatch.Remove($"/metadata/finalizers/{at}"));
            else if (names.Count == 0) patch.Add(JsonPatch.Add("/metadata/finalizers", new JsonArray(Keys.Finalizer)));
            else patch.Add(JsonPatch.Add("/metadata/finalizers/-", Keys.Finalizer));
            return Launch(launch, cause, WriteVerb.JsonPatch, patch, null);
        }

        var known = new JsonArray([.. launch.Metadata.Finalizers.Select(name => JsonValue.Create(name))]);
        return new PlannedWrite(From(known, launch.ResourceVersion)!)
        {
            Replan = live => Text(live, "uid") == launch.Uid ? From(live["metadata"]!["finalizers"], Text(live, "resourceVersion")) : null,
        };
    }

    private PlannedWrite? Rehearse(LaunchEffect.RehearseTraffic rehearse) =>
        Caused(routers.Plan(LaunchGatherer.Traffic(entry, spec, pruned), rehearse.Route, rehearse.Aim)) is { } planned
            ? planned with { Write = planned.Write with { DryRun = true }, Replan = live => planned.Replan?.Invoke(live) is { } again ? again with { DryRun = true } : null }
            : null;

    private PlannedWrite? Caused(PlannedWrite? planned) => planned is null ? null : planned with
    {
        Write = planned.Write with { Cause = cause },
        Replan = planned.Replan is null ? null : live => planned.Replan(live) is { } again ? again with { Cause = cause } : null,
    };

    // Another process may have gone on with the launch since the cache was filled: where it led users stands in the marker, and is not ours to undo.
    private PlannedWrite? Resting(PlannedWrite? planned, RouteId route)
    {
        if (planned?.Replan is null || seen.Routes.FirstOrDefault(facts => facts.Id == route) is not { } known) return planned;
        var launch = LaunchGatherer.Traffic(entry, spec, pruned);
        return planned with { StillRests = live => routers.MarkerOf(launch, route, live) == known.Marker };
    }

    // Null where the template changed meanwhile: the next pass decides on the new one.
    private PlannedWrite? Create(LaunchEffect.CreateRevision create, JsonObject? template)
    {
        if (template is null || RevisionManifest.Digest(template).Fingerprint != create.Fingerprint) return null;
        return new PlannedWrite(Deployment(WriteVerb.Create, create.Revision, RevisionManifest.Make(template, _launch, create.Revision, create.Replicas, create.Attempt, create.Outcome))) { Replan = _ => null };
    }

    private static Func<JsonObject> Annotated(int? replicas, params (string Key, string? Value)[] annotations) => () =>
    {
        var patch = new JsonObject();
        if (annotations.Length > 0) patch["metadata"] = new JsonObject { ["annotations"] = new JsonObject([.. annotations.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value))]) };
        if (replicas is { } size) patch["spec"] = new JsonObject { ["replicas"] = size };
        return patch;
    };

    private PlannedWrite? Revision(string revision, Func<RevisionFacts, bool> applies, Func<JsonObject> patch, int? once = null)
    {
        if (seen.Revisions.FirstOrDefault(facts => facts.Hash == revision) is not { } facts || !applies(facts)) return null;

        // The Deployment's own status moves its version all the time; uid and attempt are what the decision rests on.
        ObjectWrite At(string version)
        {
            var body = patch();
            var metadata = body["metadata"] as JsonObject ?? [];
            metadata["uid"] = facts.Uid;
            metadata["resourceVersion"] = version;
            if (body["metadata"] is null) body["metadata"] = metadata;
            return Deployment(WriteVerb.MergePatch, revision, body);
        }

        // An outcome is written once: what ended otherwise meanwhile has ended.
        bool IsEnded(JsonObject live) => once is { } attempt && live["metadata"]?["annotations"]?[Keys.Outcome]?.GetValue<string>().StartsWith($"{attempt}/", StringComparison.Ordinal) == true;
        return new PlannedWrite(At(facts.Version)) { StillRests = live => Text(live, "uid") == facts.Uid && AttemptOf(live) == facts.Attempt && !IsEnded(live), Replan = live => At(Text(live, "resourceVersion")) };
    }

    private PlannedWrite? ScaleDownTemplate()
    {
        if (seen.Template is not { Replicas: > 0 } template) return null;
        ObjectWrite At(JsonNode? replicas) => new()
        {
            Verb = WriteVerb.JsonPatch,
            Kind = ResourceKinds.Deployment,
            Key = new ObjectKey(_launch.Namespace, spec.Template),
            Body = new JsonArray(JsonPatch.Test("/metadata/uid", template.Uid), JsonPatch.Test("/spec/replicas", replicas?.DeepClone()), JsonPatch.Add("/spec/replicas", 0)),
            Cause = cause,
        };
        return new PlannedWrite(At(template.Replicas)) { Foreign = true, Replan = live => Text(live, "uid") == template.Uid && live["spec"]?["replicas"] is { } replicas ? At(replicas) : null };
    }

    private ObjectWrite Launch(WriteVerb verb, JsonNode body, string? subresource = null) => Launch(_launch, cause, verb, body, subresource);

    private static ObjectWrite Launch(CustomView launch, string cause, WriteVerb verb, JsonNode body, string? subresource) => new()
    {
        Verb = verb, Kind = ResourceKinds.DarkLaunch, Key = new ObjectKey(launch.Namespace, launch.Name), Subresource = subresource, Body = body, Cause = cause,
    };

    private ObjectWrite Deployment(WriteVerb verb, string revision, JsonNode? body) => new()
    {
        Verb = verb, Kind = ResourceKinds.Deployment, Key = new ObjectKey(_launch.Namespace, seen.Revisions.FirstOrDefault(facts => facts.Hash == revision)?.Deployment ?? $"{spec.Template}-{revision}"),
        Body = body, Cause = cause,
    };

    private static int AttemptOf(JsonObject live) =>
        live["metadata"]?["annotations"]?[Keys.Attempt] is { } value && int.TryParse(value.GetValue<string>(), out var attempt) ? attempt : 1;

    private static string Text(JsonObject live, string name) => live["metadata"]?[name]?.GetValue<string>() ?? "";
}
