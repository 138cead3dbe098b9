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
        var ready = run.StartedAt is { } started && !run.Settings.NeverReady && now >= started + run.Settings.Startup && run.Server is { Ready: true };
        return cluster.EditStatus(BuiltInTypes.Pod, pod, status =>
        {
            status["phase"] = Phase(run);
            status["hostIP"] = "127.0.0.1";
            status["startTime"] ??= now.Stamp();
            status["qosClass"] ??= "BestEffort";
            if (run.Address is { } address)
            {
                status["podIP"] = address;
                status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
            }
            JsonNode[] containers = [.. pod.Items("spec", "containers").Select(container => Container(pod, container, run, ready, options, now))];
            status["containerStatuses"] = new JsonArray(containers);
            SetReady(pod, status, run, ready, now);
        });
    }

    private static void SetReady(JsonObject pod, JsonObject status, PodRun run, bool ready, DateTimeOffset now)
    {
        Set(status, "PodScheduled", true, null, null, now);
        var done = run.Finished ? "PodCompleted" : null;
        Set(status, "Initialized", true, done, null, now);
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

    private static string Phase(PodRun run) => run switch
    {
        { Finished: true, LastExit.Code: 0 } => "Succeeded",
        { Finished: true } => "Failed",
        { StartedAt: null, LastExit: null } => "Pending",
        _ => "Running",
    };

    private static JsonObject Container(JsonObject pod, JsonObject container, PodRun run, bool ready, KubeletOptions options, DateTimeOffset now)
    {
        var image = container.Text("image") ?? "";
        var status = new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = image,
            ["imageID"] = run.StartedAt is null && run.LastExit is null ? "" : "sandbox://" + image,
            ["ready"] = ready,
            ["started"] = run.StartedAt is not null,
            ["restartCount"] = run.Restarts,
            ["state"] = State(image, run, options, now),
            ["lastState"] = run.LastExit is { } && !run.Finished ? Terminated(run) : new JsonObject(),
        };
        if (run.StartedAt is not null || run.LastExit is not null)
            status["containerID"] = $"sandbox://{pod.Uid()}/{container.Text("name")}/{run.Restarts.ToString(CultureInfo.InvariantCulture)}";
        return status;
    }

    private static JsonObject State(string image, PodRun run, KubeletOptions options, DateTimeOffset now)
    {
        if (run.Finished)
            return Terminated(run);
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

    private static JsonObject Terminated(PodRun run)
    {
        var (code, at, started) = run.LastExit!.Value;
        var terminated = new JsonObject
        {
            ["exitCode"] = code,
            ["reason"] = code == 0 ? "Completed" : "Error",
            ["startedAt"] = started.Stamp(),
            ["finishedAt"] = at.Stamp(),
        };
        if (run.LastWords is { Length: > 0 } words)
            terminated["message"] = words;
        return new JsonObject { ["terminated"] = terminated };
    }
}
