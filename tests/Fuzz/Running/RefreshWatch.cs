using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Pods;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Processes;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// While a refresh is wrong its CronJob starts nothing, and while it is right it starts what is declared now and nothing older. Whatever is declared, a run that is under way is left alone, none is started
/// that nobody asked for, and what the worker wrote stays as it is.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class RefreshWatch(SimulatedCluster cluster) : Oracle(cluster)
{
    // Until the operator has heard of an edit and written what follows.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private string _declared = "";
    private TimeSpan _editedAt;
    private long _seen = -1;
    private string _worker = "";

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call) => _worker = Worker();

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || response.Status >= 300) return;
        if (call.Request.Method == "DELETE") Cluster.Violate("nothing-deleted", $"{call} while nobody deletes the refresh");
        if (call is { Plural: "jobs", Request.Method: "POST" } && !_made.Add("run") ) Cluster.Violate("one-run", $"{call} is a second run, and nobody asked for one");
        if (Worker() != _worker) Cluster.Violate("worker-said", $"{call} changes what the worker wrote: {_worker} to {Worker()}");
    }

    /// <inheritdoc/>
    public override void Tick()
    {
        var now = Cluster.Time.Elapsed;
        if (Cluster.Refresh() is not { } refresh) return;
        var template = Cluster.Store.Get(Cluster.Store.FindType("penumbra.dev", "snapshotrefreshtemplates")!, null, "standard");
        var declared = $"{refresh["metadata"]!["generation"]} {template?["metadata"]!["generation"]}";
        if (declared != _declared) (_declared, _editedAt) = (declared, now);
        if (now - _editedAt <= Settled || _seen == Cluster.Store.Version) return;
        _seen = Cluster.Store.Version;
        Schedule(refresh, template);
    }

    private void Schedule(JsonObject refresh, JsonObject? template)
    {
        var name = $"{refresh["metadata"]!["name"]}-refresh";
        if (Cluster.Get("batch", "cronjobs", name)?["spec"] is not { } cron) return;
        var entry = RefreshReading.Read(View(refresh), template is not null && RefreshReading.TemplateOf(View(refresh)) == "standard" ? View(template) : null);
        var isStalled = refresh["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == "Stalled" && condition["status"]?.GetValue<string>() == "True") == true;
        if (entry.Problems.Count > 0 && !isStalled) Cluster.Violate("refresh-told", $"nothing says that {entry.Problems[0]}");
        var isHeld = cron["suspend"]?.GetValue<bool>() == true;
        if (isStalled)
        {
            if (!isHeld) Cluster.Violate("schedule-held", $"CronJob {name} still starts runs while the refresh is Stalled");
            return;
        }

        var merged = entry.Merged!;
        void Same(string what, string? wanted, string? found)
        {
            if (wanted != found) Cluster.Violate("schedule-current", $"{what} of CronJob {name} is {found}, and {wanted} is declared");
        }

        var container = cron["jobTemplate"]!["spec"]!["template"]!["spec"]!;
        // As the worker reads it: a kubelet takes the doubled dollars out.
        var given = container["containers"]![0]!["env"]!.AsArray().Select(variable => variable?["value"]?.GetValue<string>()).FirstOrDefault(value => value?.StartsWith('{') == true);
        given = given is null ? null : PodEnvironment.Expand(given, new Dictionary<string, string>());
        if (!JsonNode.DeepEquals(merged, JsonNode.Parse(given ?? "null"))) Cluster.Violate("schedule-current", $"runs of CronJob {name} go by {given}, and {merged.ToJsonString()} is declared");
        Same("suspend", merged["suspend"]?.GetValue<bool>() == true || merged["schedule"] is null ? "True" : "False", isHeld ? "True" : "False");
        if (merged["schedule"] is { } schedule) Same("schedule", schedule.ToString(), cron["schedule"]?.ToString());
        Same("serviceAccountName", merged["serviceAccountName"]?.ToString(), container["serviceAccountName"]?.ToString());
    }

    private string Worker()
    {
        var status = Cluster.Refresh()?["status"];
        return $"{status?["run"]?.ToJsonString()} {status?["snapshots"]?.ToJsonString()}";
    }

    private static CustomView View(JsonObject stored) => stored.Deserialize(ViewJson.Default.CustomView)!;
}
