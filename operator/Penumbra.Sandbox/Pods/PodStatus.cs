using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>Writes a pod's status as a kubelet does.</summary>
internal static class PodStatus
{
    /// <summary>Writes the status of <paramref name="pod"/> from what the node remembers; true unless the write failed.</summary>
    public static bool Write(IClusterApi cluster, JsonObject pod, PodRun run, KubeletOptions options)
    {
        var now = cluster.Time.GetUtcNow();
        var ready = run.Initializing(pod) is null && run.StartedAt is { } started && !run.Settings.NeverReady && now >= started + run.Settings.Startup && run.Server is { Ready: true };
        return cluster.EditStatus(BuiltInTypes.Pod, pod, status =>
        {
            status["phase"] = Phase(pod, run);
            status["hostIP"] = "127.0.0.1";
            status["startTime"] ??= now.Stamp();
            status["qosClass"] ??= "BestEffort";
            if (run.Address is { } address)
            {
                status["podIP"] = address;
                status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
            }
            JsonNode[] initial = [.. pod.Items("spec", "initContainers").Select((container, index) => Initial(pod, container, index, run, options, now))];
            if (initial.Length > 0)
                status["initContainerStatuses"] = new JsonArray(initial);
            JsonNode[] containers = [.. pod.Items("spec", "containers").Select(container => Container(pod, container, run, ready, options, now))];
            status["containerStatuses"] = new JsonArray(containers);
            SetReady(pod, status, run, ready, now);
        });
    }

    private static void SetReady(JsonObject pod, JsonObject status, PodRun run, bool ready, DateTimeOffset now)
    {
        Set(status, "PodScheduled", true, null, null, now);
        var done = run.Finished ? "PodCompleted" : null;
        var initialized = run.Initializing(pod) is null;
        Set(status, "Initialized", initialized, initialized ? done : "ContainersNotInitialized", null, now);
        var names = string.Join(' ', pod.Items("spec", "containers").Select(container => container.Text("name")));
        var message = ready || run.Finished ? null : $"containers with unready status: [{names}]";
        Set(status, "Ready", ready, ready ? null : done ?? "ContainersNotReady", message, now);
        Set(status, "ContainersReady", ready, ready ? null : done ?? "ContainersNotReady", message, now);
    }

    private static void Set(JsonObject status, string type, bool value, string? reason, string? message, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray all)
            status["conditions"] = all = [];
        var condition = Conditions.Find(status, type);
        var text = value ? "True" : "False";
        if (condition is null)
            all.Add((JsonNode)(condition = new JsonObject { ["type"] = type }));
        if (condition.Text("status") != text)
        {
            condition["status"] = text;
            condition["lastTransitionTime"] = now.Stamp();
        }
        foreach (var (field, given) in new[] { ("reason", reason), ("message", message) })
        {
            if (given is null)
                condition.Remove(field);
            else
                condition[field] = given;
        }
    }

    private static string Phase(JsonObject pod, PodRun run) => run switch
    {
        { Finished: false } when run.Initializing(pod) is not null => "Pending",
        { Finished: true, LastExit.Code: 0 } => "Succeeded",
        { Finished: true } => "Failed",
        { StartedAt: null, LastExit: null } => "Pending",
        _ => "Running",
    };

    private static JsonObject Initial(JsonObject pod, JsonObject container, int index, PodRun run, KubeletOptions options, DateTimeOffset now)
    {
        var image = container.Text("image") ?? "";
        var status = new JsonObject { ["name"] = container.Text("name"), ["image"] = image, ["imageID"] = "", ["ready"] = index < run.Initialized.Count, ["restartCount"] = index == run.Initialized.Count ? run.Restarts : 0 };
        status["state"] = index < run.Initialized.Count ? Terminated(run.Initialized[index], null)
            : index == run.Initialized.Count ? State(image, run, options, now) : Waiting("PodInitializing", null);
        return status;
    }

    private static JsonObject Container(JsonObject pod, JsonObject container, PodRun run, bool ready, KubeletOptions options, DateTimeOffset now)
    {
        var image = container.Text("image") ?? "";
        if (run.Initializing(pod) is not null)
        {
            return new JsonObject
            {
                ["name"] = container.Text("name"), ["image"] = image, ["imageID"] = "", ["ready"] = false, ["started"] = false, ["restartCount"] = 0,
                ["state"] = Waiting("PodInitializing", null), ["lastState"] = new JsonObject(),
            };
        }
        var status = new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = image,
            ["imageID"] = run.StartedAt is null && run.LastExit is null ? "" : "sandbox://" + image,
            ["ready"] = ready,
            ["started"] = run.StartedAt is not null,
            ["restartCount"] = run.Restarts,
            ["state"] = State(image, run, options, now),
            ["lastState"] = run.LastExit is { } last && !run.Finished ? Terminated(last, run.LastWords) : new JsonObject(),
        };
        if (run.StartedAt is not null || run.LastExit is not null)
            status["containerID"] = $"sandbox://{pod.Uid()}/{container.Text("name")}/{run.Restarts.ToString(CultureInfo.InvariantCulture)}";
        return status;
    }

    private static JsonObject State(string image, PodRun run, KubeletOptions options, DateTimeOffset now)
    {
        if (run is { Finished: true, LastExit: { } last })
            return Terminated(last, run.LastWords);
        if (run.StartedAt is { } started)
            return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = started.Stamp() } };
        if (run.PullFailedAt is { } failed)
        {
            return now < failed + TimeSpan.FromSeconds(2)
                ? Waiting("ErrImagePull", $"failed to pull and unpack image \"{image}\": not found")
                : Waiting("ImagePullBackOff", $"Back-off pulling image \"{image}\"");
        }
        if (run.ConfigError is { } error)
            return Waiting("CreateContainerConfigError", error);
        if (run.NextStart > now)
        {
            var wait = run.NextStart - (run.LastExit?.At ?? now);
            var text = wait >= options.MaxBackoff ? options.MaxBackoff : wait;
            return Waiting("CrashLoopBackOff",
                string.Create(CultureInfo.InvariantCulture, $"back-off {text.TotalSeconds:0.###}s restarting failed container"));
        }
        return Waiting("ContainerCreating", null);
    }

    private static JsonObject Waiting(string reason, string? message)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
            waiting["message"] = message;
        return new JsonObject { ["waiting"] = waiting };
    }

    private static JsonObject Terminated((int Code, DateTimeOffset At, DateTimeOffset Started) exit, string? said)
    {
        var (code, at, started) = exit;
        var terminated = new JsonObject
        {
            ["exitCode"] = code,
            ["reason"] = code == 0 ? "Completed" : "Error",
            ["startedAt"] = started.Stamp(),
            ["finishedAt"] = at.Stamp(),
        };
        if (said is { Length: > 0 } words)
            terminated["message"] = words;
        return new JsonObject { ["terminated"] = terminated };
    }
}
