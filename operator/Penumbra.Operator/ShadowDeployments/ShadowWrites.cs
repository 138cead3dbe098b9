using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Turns effects into writes with their preconditions. Pure, but for what is passed in.</summary>
/// <param name="entry">The shadow.</param>
/// <param name="seen">The facts that were decided on.</param>
/// <param name="parts">What is needed beside them.</param>
/// <param name="cause">The decision's reason.</param>
public sealed class ShadowWrites(ShadowEntry entry, ShadowObserved seen, ShadowParts parts, string cause)
{
    /// <summary>The writes of an effect, in order; none for events and for what is there already.</summary>
    public IEnumerable<PlannedWrite> Plan(ShadowEffect effect) => effect switch
    {
        ShadowEffect.AddFinalizer => [Finalizer(add: true)],
        ShadowEffect.RemoveFinalizer => [Finalizer(add: false)],
        ShadowEffect.ApplyServer apply => Server(apply),
        ShadowEffect.ApplyShadow apply => Pods(apply),
        ShadowEffect.RehearseMirror rehearse => Mirror(rehearse.Route, rehearse.Sample, isRehearsal: true),
        ShadowEffect.SetMirror set => Mirror(set.Route, set.Sample, isRehearsal: false),
        ShadowEffect.ApplyReplay apply => Replay(apply),
        ShadowEffect.EndReplay => parts.Replay is { } job
            ? [new PlannedWrite(new ObjectWrite { Verb = WriteVerb.Delete, Kind = ResourceKinds.Job, Key = Key(job.Name), Uid = job.Uid, Propagation = "Background", Cause = cause })]
            : [],
        ShadowEffect.KeepEvidence => parts.Evidence is { } evidence ? [Apply(ResourceKinds.ConfigMap, ServerManifests.Evidence(entry, evidence))] : [],
        ShadowEffect.DeleteAll => DeleteAll(),
        ShadowEffect.PatchStatus patch => [Status(patch.Status)],
        _ => [],
    };

    /// <summary>The write of a whole status, fenced by the version of the shadow.</summary>
    public PlannedWrite Status(ShadowStatus status)
    {
        var body = JsonSerializer.SerializeToNode(ShadowStatusMapping.ToWire(status), ApiJson.Default.ShadowDeploymentStatus);
        ObjectWrite At(string version) => Shadow(
            WriteVerb.JsonPatch, new JsonArray(JsonPatch.Test("/metadata/uid", entry.View.Uid), JsonPatch.Test("/metadata/resourceVersion", version), JsonPatch.Add("/status", body?.DeepClone())), "status");

        // Our own finalizer may have raised the version in this very pass; neither what evidence belongs to, nor the evidence, nor what was used must have changed meanwhile. What comes after it rests on it.
        bool IsThere(JsonObject live) => JsonNode.DeepEquals(live["status"], body);
        return new PlannedWrite(At(entry.View.ResourceVersion))
        {
            StillRests = live => Text(live, "uid") == entry.View.Uid && (IsThere(live) || IsStill(live)),
            Replan = live => IsThere(live) ? null : At(Text(live, "resourceVersion")),
        };
    }

    private bool IsStill(JsonObject live)
    {
        var stored = live["status"] is { } status ? ShadowStatusMapping.FromWire(status.Deserialize(ApiJson.Default.ShadowDeploymentStatus)) : ShadowStatus.Empty;
        return stored.Subject == seen.Status.Subject && stored.Since == seen.Status.Since && stored.DecidedAt == seen.Status.DecidedAt && stored.Mirror == seen.Status.Mirror && KnownEvidence.AreSame(stored.Evidence, seen.Status.Evidence)
            && (stored.Resources?.Kept ?? "") == (seen.Status.Resources?.Kept ?? "");
    }

    private IEnumerable<PlannedWrite> Server(ShadowEffect.ApplyServer apply)
    {
        if (entry.Spec is { MetricsOnly: true })
        {
            if (parts.Direct is not { } direct) yield break;
            yield return Apply(ResourceKinds.Service, direct);

            // A server of the time when answers were compared.
            foreach (var server in parts.Owned.OfType<DeploymentView>().Where(view => view.Name == ShadowNames.Server(entry.Name))) yield return Delete(server);
            yield break;
        }

        var manifests = new ServerManifests(entry, parts.Options, parts.Config!.Make(apply.Subject, apply.Since));

        // Made once: who may only create it can neither read nor change it.
        yield return new PlannedWrite(new ObjectWrite { Verb = WriteVerb.Create, Kind = ResourceKinds.Secret, Key = Key(ShadowNames.Key(entry.Name, entry.View.Uid)), Body = manifests.Key(RandomNumberGenerator.GetBytes(32)), Cause = cause }) { MadeOnce = true };
        yield return Apply(ResourceKinds.ConfigMap, manifests.Config());
        yield return Apply(ResourceKinds.Service, manifests.Service());
        yield return Apply(ResourceKinds.Deployment, manifests.Deployment());
    }

    // Its Service may have gone since; the next pass makes it.
    private IEnumerable<PlannedWrite> Replay(ShadowEffect.ApplyReplay apply)
    {
        if (parts.Server is not { } server || entry.Spec?.Replay is null) yield break;
        var job = new ReplayManifest(entry, parts.Options, server, apply.Subject, apply.Since).Job();
        yield return new PlannedWrite(new ObjectWrite { Verb = WriteVerb.Create, Kind = ResourceKinds.Job, Key = Key(ShadowNames.Replay(entry.Name)), Body = job, Cause = cause }) { Replan = _ => null };
    }

    private IEnumerable<PlannedWrite> Pods(ShadowEffect.ApplyShadow apply)
    {
        if (parts.Template is not { } template) yield break;
        var manifests = new PodManifests(entry);

        // Without pods its Service says nothing: what is wrong with the template's port must keep no pod.
        if (apply.Replicas > 0) yield return Apply(ResourceKinds.Service, manifests.Service(parts.Port, parts.Protocol));
        yield return Apply(ResourceKinds.Deployment, manifests.Deployment(template, RevisionManifest.Digest(template).Fingerprint, apply.Replicas));
    }

    private IEnumerable<PlannedWrite> Mirror(RouteId route, Share? sample, bool isRehearsal)
    {
        if (parts.Routers.Plan(parts.Target, route, sample) is not { } planned) yield break;
        ObjectWrite As(ObjectWrite write) => write with { Cause = cause, DryRun = isRehearsal };
        yield return planned with { Write = As(planned.Write), Replan = planned.Replan is null ? null : live => planned.Replan(live) is { } again ? As(again) : null };
    }

    private IEnumerable<PlannedWrite> DeleteAll() => parts.Owned.Select(Delete);

    private PlannedWrite Delete(View view) => new(new ObjectWrite
    {
        Verb = WriteVerb.Delete, Kind = view is DeploymentView ? ResourceKinds.Deployment : ResourceKinds.Service, Key = Key(view.Name), Uid = view.Uid, Propagation = "Background", Cause = cause,
    });

    private PlannedWrite Finalizer(bool add)
    {
        ObjectWrite? From(IEnumerable<string> finalizers, string version)
        {
            var names = finalizers.ToList();
            if (names.Contains(Keys.ShadowFinalizer, StringComparer.Ordinal) == add) return null;
            var next = add ? names.Append(Keys.ShadowFinalizer) : names.Where(name => name != Keys.ShadowFinalizer);

            // The version guards the finalizers of others.
            return Shadow(WriteVerb.MergePatch, new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = entry.View.Uid, ["resourceVersion"] = version, ["finalizers"] = new JsonArray([.. next.Select(name => JsonValue.Create(name))]) },
            });
        }

        return new PlannedWrite(From(entry.View.Metadata.Finalizers, entry.View.ResourceVersion)!)
        {
            Replan = live => Text(live, "uid") == entry.View.Uid ? From((live["metadata"]!["finalizers"] as JsonArray ?? []).Select(name => name!.GetValue<string>()), Text(live, "resourceVersion")) : null,
        };
    }

    private PlannedWrite Apply(ResourceKind kind, JsonObject body) =>
        new(new ObjectWrite { Verb = WriteVerb.Apply, Kind = kind, Key = Key(body["metadata"]!["name"]!.GetValue<string>()), Body = body, Force = true, Cause = cause });

    private ObjectWrite Shadow(WriteVerb verb, JsonNode body, string? subresource = null) =>
        new() { Verb = verb, Kind = ResourceKinds.ShadowDeployment, Key = Key(entry.Name), Subresource = subresource, Body = body, Cause = cause };

    private ObjectKey Key(string name) => new(entry.Namespace, name);

    private static string Text(JsonObject live, string field) => live["metadata"]?[field]?.GetValue<string>() ?? "";
}
