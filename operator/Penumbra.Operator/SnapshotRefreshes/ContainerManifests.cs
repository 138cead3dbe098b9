using System.Text.Json.Nodes;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// The containers of <c>spec.sanitize</c> in a run's pod. Each is given the database's files, a place in memory for its own, and nothing else: no token of the service account, which can be withheld from a
/// container only where the pod mounts it nowhere by itself, and no identity in the cloud.
/// </summary>
public static class ContainerManifests
{
    private const string TokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string Token = "token";
    private const string Database = "database";
    private const string Scratch = "scratch";

    /// <summary>What a pod needs so that its workers have the token, and hand a database over in memory, and its other containers have the database alone.</summary>
    /// <param name="spec">The pod's spec.</param>
    /// <param name="annotations">The pod's annotations.</param>
    /// <param name="volumes">The pod's volumes.</param>
    /// <param name="workers">What the workers mount.</param>
    /// <param name="segments">The pod's segments.</param>
    public static void Prepare(JsonObject spec, JsonObject annotations, JsonArray volumes, JsonArray workers, IReadOnlyList<PodSegment> segments)
    {
        spec["automountServiceAccountToken"] = false;

        // The cloud's webhook would give every container the worker's rights.
        annotations["eks.amazonaws.com/skip-containers"] = string.Join(',', segments.Select(segment => segment.Next?.Name).OfType<string>());
        volumes.Add(new JsonObject { ["name"] = Token, ["projected"] = new JsonObject { ["sources"] = Sources() } });
        volumes.Add(new JsonObject { ["name"] = Database, ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = "1Mi" } });
        volumes.Add(new JsonObject { ["name"] = Scratch, ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = "64Mi" } });
        workers.Add(Mount(Token, TokenFolder, readOnly: true));
        workers.Add(Mount(Database, HandoverFolder.Root, readOnly: false));
    }

    /// <summary>A container of the spec. It runs as the same user as the workers: libpq reads a password file only when nobody but its owner may.</summary>
    public static JsonObject Container(SanitizeStep.Container step)
    {
        static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };
        var container = new JsonObject
        {
            ["name"] = step.Name,
            ["image"] = step.Image,
            ["env"] = new JsonArray(
                Variable("PGSERVICEFILE", $"{HandoverFolder.Root}/{HandoverFolder.ServiceFile}"),
                Variable("PGSERVICE", HandoverFolder.Service),
                Variable("PGPASSFILE", $"{HandoverFolder.Root}/{HandoverFolder.PasswordFile}"),
                Variable("PENUMBRA_DATABASE", $"{HandoverFolder.Root}/{HandoverFolder.JsonFile}"),
                Variable("HOME", "/tmp")),
            ["resources"] = PodManifest.Resources(),
            ["securityContext"] = RestrictedPod.ContainerSecurity(),
            ["volumeMounts"] = new JsonArray(Mount(Scratch, "/tmp", readOnly: false), Mount(Database, HandoverFolder.Root, readOnly: true)),
        };
        if (step.Command.Count > 0) container["command"] = new JsonArray([.. step.Command.Select(word => JsonValue.Create(word))]);
        return container;
    }

    // As the cluster itself would mount them.
    private static JsonArray Sources() => new(
        new JsonObject { ["serviceAccountToken"] = new JsonObject { ["path"] = "token", ["expirationSeconds"] = 3607 } },
        new JsonObject { ["configMap"] = new JsonObject { ["name"] = "kube-root-ca.crt", ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }) } },
        new JsonObject { ["downwardAPI"] = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["path"] = "namespace", ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.namespace" } }) } });

    private static JsonObject Mount(string volume, string path, bool readOnly) => new() { ["name"] = volume, ["mountPath"] = path, ["readOnly"] = readOnly };
}
