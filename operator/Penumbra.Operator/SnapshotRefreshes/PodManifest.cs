using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// The worker's pod: under the application's service account, with the merged spec in its environment, and SQL, parameters and key mounted by the kubelet, so that the worker needs no right
/// to read ConfigMaps or Secrets. What is missing there does not hold up the pod: the worker says all of it at once.
/// </summary>
/// <param name="entry">The refresh, readable.</param>
/// <param name="options">The worker's image and addresses.</param>
public sealed class PodManifest(RefreshEntry entry, WorkerOptions options)
{
    private readonly string _name = entry.View.Name;
    private readonly SnapshotRefreshSpec _spec = entry.Spec!;

    /// <summary>The pod's template.</summary>
    /// <param name="mode">What it does.</param>
    /// <param name="run">The run's id, where the Job's name does not tell it.</param>
    public JsonObject Template(RefreshMode mode, string? run)
    {
        var volumes = new JsonArray(new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = "16Mi" } });
        var mounts = new JsonArray(Mount("tmp", "/tmp", readOnly: false));
        if (mode == RefreshMode.Refresh) Inputs(volumes, mounts);
        var segments = PodSegment.Of(_spec, mode);
        var annotations = new JsonObject { ["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "false", ["karpenter.sh/do-not-disrupt"] = "true" };
        var spec = new JsonObject
        {
            ["serviceAccountName"] = _spec.ServiceAccount,
            ["restartPolicy"] = "Never",
            ["terminationGracePeriodSeconds"] = 30,
            ["securityContext"] = RestrictedPod.Security(),
        };
        if (segments.Count > 1)
        {
            ContainerManifests.Prepare(spec, annotations, volumes, mounts, segments);
            spec["initContainers"] = new JsonArray([.. segments.SkipLast(1).SelectMany(segment => new[] { Worker(segment, mode, run, mounts), ContainerManifests.Container(segment.Next!) })]);
        }

        spec["containers"] = new JsonArray(Worker(segments[^1], mode, run, mounts));
        spec["volumes"] = volumes;
        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Keys.Refresh] = _name }, ["annotations"] = annotations }, ["spec"] = spec };
    }

    /// <summary>What a worker, and each other container of its pod, asks for.</summary>
    public static JsonObject Resources() => new() { ["requests"] = new JsonObject { ["cpu"] = "50m", ["memory"] = "128Mi" }, ["limits"] = new JsonObject { ["memory"] = "512Mi" } };

    private JsonObject Worker(PodSegment segment, RefreshMode mode, string? run, JsonArray mounts) => new()
    {
        ["name"] = segment.Name,
        ["image"] = options.Image,
        ["args"] = new JsonArray([.. Arguments(mode, segment).Select(argument => JsonValue.Create(argument))]),
        ["env"] = Environment(run),
        ["resources"] = Resources(),
        ["securityContext"] = RestrictedPod.ContainerSecurity(),
        ["volumeMounts"] = mounts.DeepClone(),
    };

    private IEnumerable<string> Arguments(RefreshMode mode, PodSegment segment)
    {
        yield return "refresh";
        if (mode == RefreshMode.Sweep) yield return "--sweep";
        if (mode == RefreshMode.Remove) yield return "--remove";
        if (segment.Next is { } next) yield return $"--until={next.Name}";
        if (options.CloudEndpoint is { } endpoint) yield return $"--cloud-endpoint={endpoint}";
        if (options.DatabaseTls is { } tls) yield return $"--database-tls={tls}";
        if (options.DatabaseAuthorities is { } authorities) yield return $"--database-authorities={authorities}";
        if (options.LeastPoll is { } seconds) yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--least-poll={seconds}");
    }

    private JsonArray Environment(string? run)
    {
        // The service account's own identity or none: never the node's, which AWS' SDKs would ask the instance's metadata for. Pod Identity and web identity do not go that way.
        static JsonObject From(string name, string path) => new() { ["name"] = name, ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = path } } };
        var environment = new JsonArray(
            new JsonObject { ["name"] = InputReader.RefreshVariable, ["value"] = $"{entry.View.Namespace}/{_name}/{entry.View.Uid}" },
            new JsonObject { ["name"] = InputReader.SpecVariable, ["value"] = LiteralText.Of(entry.Merged!.ToJsonString()) },
            From(InputReader.JobVariable, "metadata.labels['batch.kubernetes.io/job-name']"),
            From(InputReader.JobUidVariable, "metadata.labels['batch.kubernetes.io/controller-uid']"),
            From("POD_NAME", "metadata.name"),
            new JsonObject { ["name"] = "AWS_EC2_METADATA_DISABLED", ["value"] = "true" });
        if (run is not null) environment.Add(new JsonObject { ["name"] = InputReader.RunVariable, ["value"] = run });
        return environment;
    }

    private void Inputs(JsonArray volumes, JsonArray mounts)
    {
        var number = 0;
        void Add(string kind, string name, string path)
        {
            var volume = $"{(kind == "secret" ? "secret" : "config")}-{number++}";
            volumes.Add(new JsonObject { ["name"] = volume, [kind] = new JsonObject { [kind == "secret" ? "secretName" : "name"] = name, ["optional"] = true } });
            mounts.Add(Mount(volume, $"{InputReader.Root}/{path}", readOnly: true));
        }

        var steps = _spec.Sanitize.OfType<SanitizeStep.Sql>().ToList();
        foreach (var map in steps.Select(step => step.Text.File.Split('/')[0]).Distinct(StringComparer.Ordinal)) Add("configMap", map, $"sql/{map}");
        foreach (var secret in steps.Select(step => step.ParametersSecret).OfType<string>().Distinct(StringComparer.Ordinal)) Add("secret", secret, $"parameters/{secret}");
        if (_spec.MaskKeySecret is { } masks) Add("secret", masks, InputReader.MaskKeyFolder);
        Add("secret", RefreshNames.Key(_name, entry.View.Uid), "key");
        Add("configMap", ClusterRecord.ColumnsName(_name), "columns");
    }

    private static JsonObject Mount(string volume, string path, bool readOnly) => new() { ["name"] = volume, ["mountPath"] = path, ["readOnly"] = readOnly };
}
