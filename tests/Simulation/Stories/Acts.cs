using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Stories;

/// <summary>
/// What can happen in a story, by name: <c>release</c> (a template with another version), <c>apply</c> and <c>apply-as-client</c> (Git's agent, server-side or
/// client-side), <c>edit</c> (a merge patch of the launch in Git), <c>edit-shadow</c>, <c>annotate</c>, <c>scale</c>, <c>patch</c>, <c>delete</c>, <c>metrics</c> (how the source answers), <c>spoil</c> (a version
/// fails or slows from now on), <c>spend</c> (what a version uses: <c>cpu</c> seconds for a request, bytes of <c>memory</c>), <c>differ</c> (a version answers otherwise than live), <c>gateway</c> (how it copies),
/// <c>edit-refresh</c>, <c>run-refresh</c> (a word that asks for a run), <c>worker</c> (how runs that begin from now on fare: <c>lasts</c>, or <c>null</c> until the story ends them; <c>ends</c>; <c>cleanup</c>, or <c>null</c> for ever), <c>end-run</c> (Succeeded or Failed; every run that is under way), <c>lose-worker</c> (the pods of runs),
/// <c>deny</c> (no writes of a kind to the operator, or <c>null</c>), <c>rate</c>, <c>capacity</c> (of the node), <c>lose-pods</c> (of a version), <c>crash</c> (the first pod of a version), <c>lose-part</c> (of a shadow: <c>comparison</c>, <c>shadow</c>, <c>replay</c>), <c>recording</c> (how many requests are recorded), <c>rewrite</c> (the recording holds something else from now on), <c>operator</c>, <c>weights</c> (a hand on the route), <c>nothing</c>. In the values of
/// <c>edit</c> and <c>annotate</c>, <c>{revision of 2}</c> stands for the hash of version 2.
/// </summary>
/// <param name="cluster">The world.</param>
/// <param name="scenario">The story, for its files.</param>
public sealed class Acts(SimulatedCluster cluster, Scenario scenario)
{
    private const string Template = "/apis/apps/v1/namespaces/shop/deployments/checkout";
    private const string LaunchPath = "/apis/penumbra.dev/v1alpha1/namespaces/shop/darklaunches/checkout";

    private const string ShadowPath = "/apis/penumbra.dev/v1alpha1/namespaces/shop/shadowdeployments/checkout-next";

    private const string RefreshPath = "/apis/penumbra.dev/v1alpha1/namespaces/shop/snapshotrefreshes/nightly";

    private readonly Hand _git = new(cluster, "git");
    private readonly Hand _somebody = new(cluster, "somebody");

    /// <summary>Does one.</summary>
    /// <exception cref="InvalidDataException">There is no such act, or it was refused.</exception>
    public void Do(StoryEvent what)
    {
        cluster.Tell($"STORY {what}");
        var argument = what.Argument;
        switch (what.Act)
        {
            case "release": Release(argument!.AsObject()); break;
            case "apply": Check(what, Each(argument!, document => _git.Apply(document))); break;
            case "apply-as-client": Check(what, Each(argument!, _git.ApplyAsClient)); break;
            case "edit-shadow": Check(what, _git.Patch(ShadowPath, argument!.AsObject())); break;
            case "edit-refresh": Check(what, _git.Patch(RefreshPath, argument!.AsObject())); break;
            case "run-refresh": Check(what, _somebody.Patch(RefreshPath, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Keys.RunNow] = argument!.ToString() } } })); break;
            case "worker": Worker(argument!.AsObject()); break;
            case "end-run": cluster.Workers.End(argument!.GetValue<string>()); break;
            case "lose-worker": Lose(pod => pod["metadata"]!["labels"]?[Keys.Refresh] is not null && pod["status"]?["phase"]?.GetValue<string>() is not ("Succeeded" or "Failed")); break;
            case "edit": Check(what, _git.Patch(LaunchPath, Filled(argument!.AsObject()))); break;
            case "annotate": Check(what, _somebody.Patch(LaunchPath, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = Filled(argument!.AsObject()) } })); break;
            case "scale": Check(what, _somebody.Patch(LaunchPath, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = argument!.GetValue<int>() } }, "scale")); break;
            case "patch": Patch(what, Filled(argument!.AsObject())); break;
            case "delete": Check(what, Delete(Filled(argument!.AsObject()))); break;
            case "metrics": cluster.SourceMode = Enum.Parse<SourceMode>(argument!.GetValue<string>()); break;
            case "deny": cluster.Denied = argument?.GetValue<string>(); break;
            case "rate": cluster.Comparison.Load(argument!.GetValue<long>()); break;
            case "capacity": Capacity(argument!.GetValue<int>()); break;
            case "spoil": cluster.Users.Spoil(argument!["version"]!.GetValue<string>(), argument["errors"]?.GetValue<double>() ?? 0, argument["slow"]?.GetValue<double>() ?? 0); break;
            case "spend": cluster.Users.Spend(argument!["version"]!.GetValue<string>(), argument["cpu"]!.GetValue<double>(), argument["memory"]!.GetValue<double>()); break;
            case "lose-pods": LosePods(argument!.GetValue<string>()); break;
            case "crash": Crash(argument!.GetValue<string>()); break;
            case "lose-part": Lose(pod => pod["metadata"]!["labels"]?["penumbra.dev/part"]?.GetValue<string>() == argument!.GetValue<string>()); break;
            case "recording": cluster.Comparison.Recorded = argument!.GetValue<long>(); break;
            case "rewrite": cluster.Comparison.Content = argument!.GetValue<string>(); break;
            case "operator": Operator(argument!.GetValue<string>()); break;
            case "weights": Weights(argument!.AsObject()); break;
            case "differ": cluster.Comparison.Differ(argument!["version"]!.GetValue<string>(), argument["share"]!.GetValue<double>()); break;
            case "gateway": cluster.Comparison.Copy(argument!.GetValue<string>()); break;
            case "nothing": break;
            default: throw new InvalidDataException($"{scenario.Name}: there is no act {what.Act}");
        }

        foreach (var oracle in cluster.Oracles) oracle.AfterStory();
    }

    private void Worker(JsonObject worker)
    {
        TimeSpan? Time(string name) => worker[name] is { } time ? Span.Parse(time.ToString()) ?? throw new InvalidDataException($"{scenario.Name}: {time} is no duration") : null;
        if (worker.ContainsKey("lasts")) cluster.Workers.Lasts = Time("lasts");
        if (worker.ContainsKey("cleanup")) cluster.Workers.Cleanup = Time("cleanup");
        if (worker["ends"] is { } ends) cluster.Workers.Ends = ends.GetValue<string>();
    }

    private void Check(StoryEvent what, int status)
    {
        if (status >= 300) throw new InvalidDataException($"{scenario.Name}: {what} was answered with {status}");
    }

    // Git holds a new template: another image, and what the new version is like.
    private void Release(JsonObject release)
    {
        var deployment = _git.Get(Template)!;
        var container = deployment["spec"]!["template"]!["spec"]!["containers"]![0]!.DeepClone().AsObject();
        container["image"] = $"shop/checkout:{release["version"]}";
        var env = new JsonArray(new JsonObject { ["name"] = "STARTUP", ["value"] = release["startup"]?.GetValue<string>() ?? "2s" });
        foreach (var (name, value) in release["env"]?.AsObject() ?? []) env.Add((JsonNode)new JsonObject { ["name"] = name, ["value"] = value!.ToString() });
        container["env"] = env;
        _git.Patch(Template, new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } } } });
    }

    private int Each(JsonNode files, Func<JsonObject, int> act)
    {
        var worst = 200;
        foreach (var file in files is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [files.GetValue<string>()])
        {
            IReadOnlyList<JsonObject> documents = file switch
            {
                "launch" => [scenario.Launch],
                "template" => [scenario.Template],
                "refresh" => [scenario.Refresh ?? scenario.Files["refresh"][0]],
                "shadow" => [scenario.Shadow ?? throw new InvalidDataException($"{scenario.Name} has no shadow")],
                _ => scenario.Files[file],
            };
            foreach (var document in documents) worst = Math.Max(worst, act(document));
        }

        return worst;
    }

    private void Patch(StoryEvent what, JsonObject argument)
    {
        var path = _somebody.PathOf(argument["object"]!.AsObject());
        Check(what, _somebody.Patch(path, argument["patch"]!.AsObject(), argument["subresource"]?.GetValue<string>() ?? ""));
    }

    private int Delete(JsonObject argument)
    {
        var document = new JsonObject
        {
            ["apiVersion"] = argument["apiVersion"]?.GetValue<string>() ?? "penumbra.dev/v1alpha1",
            ["kind"] = argument["kind"]?.GetValue<string>() ?? "DarkLaunch",
            ["metadata"] = new JsonObject { ["name"] = argument["name"]?.GetValue<string>() ?? "checkout", ["namespace"] = "shop" },
        };
        return _somebody.Delete(_somebody.PathOf(document), argument["propagation"]?.GetValue<string>() ?? "Background");
    }

    // A zone goes down: the pods of a version are gone at once.
    private void LosePods(string version) => Lose(pod => IsOf(pod, version));

    private void Crash(string version)
    {
        var first = cluster.List(BuiltInTypes.Pod).Where(pod => IsOf(pod, version)).Select(pod => pod["metadata"]!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal).FirstOrDefault();
        if (first is not null) cluster.Node.Crash(first);
    }

    private static bool IsOf(JsonObject pod, string version) => pod["spec"]!["containers"]![0]!["image"]!.GetValue<string>().EndsWith(":" + version, StringComparison.Ordinal);

    private void Lose(Func<JsonObject, bool> which)
    {
        foreach (var pod in cluster.List(BuiltInTypes.Pod).Where(which)) Remove(pod);
    }

    // Twice: asked to end, and gone.
    private void Remove(JsonObject pod)
    {
        var name = pod["metadata"]!["name"]!.GetValue<string>();
        cluster.Store.Delete(BuiltInTypes.Pod, "shop", name);
        cluster.Store.Delete(BuiltInTypes.Pod, "shop", name);
    }

    // Where there is room again, pods that wait for it are made anew: the node does not look at them a second time.
    private void Capacity(int pods)
    {
        cluster.Node.Capacity = pods;
        foreach (var pod in cluster.List(BuiltInTypes.Pod).Where(pod => pod["status"]?["podIP"] is null))
            Remove(pod);
    }

    private void Operator(string what)
    {
        switch (what)
        {
            case "stop":
                foreach (var process in cluster.Processes) process.Stop();
                break;
            case "kill":
                foreach (var process in cluster.Processes) process.Kill();
                break;
            case "start":
                cluster.StartOperator("penumbra-0");
                break;
            default:
                throw new InvalidDataException($"{scenario.Name}: the operator can stop, kill and start, not {what}");
        }
    }

    // Somebody sets the weights of the route by hand: {checkout: 0, checkout-candidate: 100}.
    private void Weights(JsonObject weights)
    {
        var path = "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout";
        var route = _somebody.Get(path) ?? throw new InvalidDataException($"{scenario.Name}: there is no route yet");
        var rules = route["spec"]!["rules"]!.DeepClone().AsArray();
        foreach (var rule in rules)
        {
            if (rule!["matches"]?.AsArray().Any(match => match?["headers"] is not null) == true) continue;
            foreach (var backend in rule["backendRefs"]?.AsArray() ?? [])
            {
                if (weights[backend!["name"]!.GetValue<string>()] is { } weight) backend["weight"] = weight.DeepClone();
            }
        }

        _somebody.Patch(path, new JsonObject { ["spec"] = new JsonObject { ["rules"] = rules } });
    }

    // {revision of 2} in a value stands for what nobody can know beforehand.
    private JsonObject Filled(JsonObject values)
    {
        var text = values.ToJsonString();
        foreach (var deployment in cluster.List(BuiltInTypes.Deployment))
        {
            if (deployment["metadata"]!["labels"]?["penumbra.dev/revision"]?.GetValue<string>() is not { } revision) continue;
            text = text.Replace($"{{revision of {Facts.Version(cluster, revision)}}}", revision, StringComparison.Ordinal);
        }

        return JsonNode.Parse(text)!.AsObject();
    }
}
