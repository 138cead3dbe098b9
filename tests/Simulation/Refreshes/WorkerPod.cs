using System.Text.Json.Nodes;
using Penumbra.Databases.Worker;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Pods;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Refreshes;

/// <summary>
/// One pod of a Job of a refresh. It waits for its turn as the real worker does, writes to status under the application's own service account, and ends when the story or its time says so. Where the story has no workers
/// it goes on and on: a night is longer than a story; what it would write, the story writes, and a sweep finds nothing and ends.
/// </summary>
public sealed class WorkerPod : IPodServer
{
    private static readonly TimeSpan Begins = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private readonly SimulatedCluster _cluster;
    private readonly Action _changed;
    private readonly Hand _account;
    private readonly string _uid;

    /// <summary>A pod that starts.</summary>
    /// <param name="cluster">The world.</param>
    /// <param name="pod">The pod, whose arguments and environment say what it does.</param>
    /// <param name="changed">Called when it has ended.</param>
    public WorkerPod(SimulatedCluster cluster, JsonObject pod, Action changed)
    {
        (_cluster, _changed) = (cluster, changed);
        var container = pod["spec"]!["containers"]![0]!;
        var arguments = container["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList();
        Mode = arguments.Contains("--sweep") ? WorkerMode.Sweep : arguments.Contains("--remove") ? WorkerMode.Remove : WorkerMode.Refresh;
        string Variable(string name) => container["env"]!.AsArray().FirstOrDefault(variable => variable!["name"]!.GetValue<string>() == name)?["value"]?.GetValue<string>() ?? "";
        var named = Variable(InputReader.RefreshVariable).Split('/');
        (Refresh, _uid) = (named[1], named[2]);
        var job = pod["metadata"]!["labels"]!["batch.kubernetes.io/job-name"]!.GetValue<string>();
        Run = Variable(InputReader.RunVariable) is { Length: > 0 } run ? run : InputReader.RunId(job, pod["metadata"]!["labels"]!["batch.kubernetes.io/controller-uid"]?.GetValue<string>() ?? "", cluster.Time.GetUtcNow());
        var account = pod["spec"]!["serviceAccountName"]!.GetValue<string>();
        _account = new Hand(cluster, account, UserIdentity.ServiceAccount("shop", account));
    }

    /// <summary>What it does.</summary>
    public WorkerMode Mode { get; }

    /// <summary>The refresh that it is for.</summary>
    public string Refresh { get; }

    /// <summary>Its run's id.</summary>
    public string Run { get; }

    /// <summary>Whether it has its turn: one at a time works for a refresh.</summary>
    public bool IsAtWork { get; private set; }

    /// <inheritdoc/>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public bool Crashed => ExitCode is not null;

    /// <inheritdoc/>
    public bool Stopped { get; private set; }

    /// <summary>Whether its process lives.</summary>
    public bool IsAlive => !Stopped && ExitCode is null;

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace) => Kill();

    /// <inheritdoc/>
    public void Kill()
    {
        Stopped = true;
        IsAtWork = false;
        _cluster.Workers.Next(Refresh);
    }

    /// <summary>It starts: where there are no workers nothing comes of it but that a sweep ends.</summary>
    public void Start()
    {
        if (_cluster.Workers.AreAtWork) _cluster.Workers.Next(Refresh);
        else if (Mode == WorkerMode.Sweep) ExitCode = Databases.Worker.ExitCode.Done;
        if (IsAlive && !IsAtWork && Mode != WorkerMode.Remove) _cluster.Time.After(Patience, GiveUp);
    }

    /// <summary>It has its turn.</summary>
    public void Work()
    {
        IsAtWork = true;
        _cluster.Time.After(Begins, Begin);
    }

    /// <summary>Its run ends, if it has begun.</summary>
    /// <param name="outcome">Succeeded or Failed.</param>
    public void End(string outcome)
    {
        if (!IsAlive || !IsAtWork || Mode != WorkerMode.Refresh) return;
        var status = new JsonObject { ["run"] = new JsonObject { ["outcome"] = outcome, ["reason"] = null, ["step"] = "Retain", ["message"] = "published", ["temporary"] = null } };
        if (outcome == "Succeeded")
        {
            status["lastSuccess"] = Now();
            status["snapshots"] = new JsonArray([Snapshot(), .. (Stored()?["status"]?["snapshots"]?.AsArray() ?? []).Take(6).Select(one => one!.DeepClone())]);
        }
        else
        {
            status["run"] = new JsonObject { ["outcome"] = outcome, ["reason"] = "VerifyFailed", ["step"] = "Verify", ["message"] = "1 real address is left" };
        }

        if (Say(status)) Exit(outcome == "Succeeded" ? Databases.Worker.ExitCode.Done : Databases.Worker.ExitCode.Failed);
        else if (IsAlive) _cluster.Time.After(Again, () => End(outcome));
    }

    private void Begin()
    {
        if (!IsAlive || !IsAtWork) return;
        if (Mode == WorkerMode.Sweep)
        {
            Exit(Databases.Worker.ExitCode.Done);
            return;
        }

        if (Mode == WorkerMode.Remove)
        {
            if (_cluster.Workers.Cleanup is { } takes) _cluster.Time.After(takes, Removed);
            return;
        }

        var status = new JsonObject
        {
            ["run"] = new JsonObject
            {
                ["id"] = Run, ["outcome"] = "Running", ["reason"] = null, ["step"] = "Restore", ["message"] = "restores", ["startedAt"] = Now(),
                ["temporary"] = new JsonObject { ["cluster"] = $"penumbra-shop-{Refresh}", ["arn"] = $"arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-{Refresh}" },
            },
        };
        if (!Say(status))
        {
            if (IsAlive) _cluster.Time.After(Again, Begin);
            return;
        }

        _cluster.Workers.Begun(Refresh, Run);
        var ending = _cluster.Workers.Ends;
        if (_cluster.Workers.Lasts is { } lasts) _cluster.Time.After(lasts, () => End(ending));
    }

    // It reads what the last run left, and takes it away.
    private void Removed()
    {
        if (!IsAlive || !IsAtWork) return;
        if (_account.Get(Path) is null) Forbidden("read the refresh that it cleans up after");
        _cluster.Workers.Cleaned++;
        Exit(Databases.Worker.ExitCode.Done);
    }

    // Another run is under way: this one has done nothing, and ends well.
    private void GiveUp()
    {
        if (!IsAlive || IsAtWork) return;
        if (Mode == WorkerMode.Sweep || _cluster.Workers.IsOfAnother(this)) Exit(Databases.Worker.ExitCode.Done);
        else _cluster.Time.After(Patience, GiveUp);
    }

    private void Exit(int code)
    {
        ExitCode = code;
        IsAtWork = false;
        _cluster.Tell($"worker of run {Run} of {Refresh} ({Mode}) ends with {code}");
        _changed();
        _cluster.Workers.Next(Refresh);
    }

    private bool Say(JsonObject status)
    {
        if (Stored() is not { } stored || stored["metadata"]!["uid"]!.GetValue<string>() != _uid)
        {
            Exit(Databases.Worker.ExitCode.Failed);
            return false;
        }

        var answer = _account.Patch(Path, new JsonObject { ["metadata"] = new JsonObject { ["uid"] = _uid }, ["status"] = status }, "status");
        if (answer == 403) Forbidden("write its status");
        return answer < 300;
    }

    // Somebody else may have taken its rights away.
    private void Forbidden(string what)
    {
        if (!_cluster.Faults.Any(fault => fault.ChangesStory)) _cluster.Violate("worker-may", $"the worker of run {Run} of {Refresh} may not {what}");
    }

    private JsonObject? Stored() => _cluster.Refresh(Refresh);

    private string Path => $"/apis/penumbra.dev/v1alpha1/namespaces/shop/snapshotrefreshes/{Refresh}";

    private string Now() => _cluster.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private JsonObject Snapshot() => new()
    {
        ["id"] = $"shop-clean-{Run}", ["arn"] = $"arn:aws:rds:eu-north-1:123456789012:cluster-snapshot:shop-clean-{Run}", ["createdAt"] = Now(), ["runId"] = Run, ["verified"] = true, ["physical"] = false,
        ["sharedWith"] = new JsonArray("111122223333"),
    };
}
