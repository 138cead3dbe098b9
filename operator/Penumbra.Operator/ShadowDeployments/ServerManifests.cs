using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>
/// The comparison server in the shadow's namespace: no right in the cluster, no token, nothing writable. What a filter leads to carries no owner reference: it must not go before the filter. Pure.
/// </summary>
/// <param name="entry">The shadow, readable.</param>
/// <param name="options">The server's image.</param>
/// <param name="config">Its file.</param>
public sealed class ServerManifests(ShadowEntry entry, ComparisonOptions options, JsonObject config)
{
    // Raised whenever the manifest itself changes.
    private const int Form = 3;

    private const long Mebibyte = 1024 * 1024;

    private readonly string _name = ShadowNames.Server(entry.Name);
    private readonly bool _hasAuthorities = entry.Fields!.Live.Tls?.CaSecret is not null;

    /// <summary>A digest of all that the server is made from.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Form} {options.Image} {config.ToJsonString()}")))[..16];

    /// <summary>The key of the server's marks: made once, never read by the operator, never changed.</summary>
    /// <param name="key">Random bytes.</param>
    public JsonObject Key(ReadOnlySpan<byte> key)
    {
        var secret = ShadowManifest.Owned(entry, "v1", "Secret", ShadowNames.Key(entry.Name, entry.View.Uid));
        secret["immutable"] = true;
        secret["type"] = "Opaque";
        secret["data"] = new JsonObject { ["key"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key))) };
        return secret;
    }

    /// <summary>The server's file.</summary>
    public JsonObject Config()
    {
        var map = ShadowManifest.Owned(entry, "v1", "ConfigMap", _name);
        map["data"] = new JsonObject { ["config.json"] = config.ToJsonString() };
        return map;
    }

    /// <summary>What was found, for the server's next process.</summary>
    /// <param name="entry">The shadow.</param>
    /// <param name="evidence">As the server gave it.</param>
    public static JsonObject Evidence(ShadowEntry entry, byte[] evidence)
    {
        var map = ShadowManifest.Owned(entry, "v1", "ConfigMap", ShadowNames.Evidence(entry.Name));
        map["binaryData"] = new JsonObject { ["evidence"] = Convert.ToBase64String(evidence) };
        return map;
    }

    /// <summary>Where the gateway sends copies, and people find the report.</summary>
    public JsonObject Service()
    {
        static JsonObject Port(string name, int port, string? protocol = null)
        {
            var made = new JsonObject { ["name"] = name, ["port"] = port, ["targetPort"] = port, ["protocol"] = "TCP" };
            if (protocol is not null) made["appProtocol"] = protocol;
            return made;
        }

        var service = ShadowManifest.Object(entry, "v1", "Service", _name);
        service["spec"] = new JsonObject
        {
            ["selector"] = Labels(),
            ["ports"] = new JsonArray(Port("copies", ShadowNames.CopyPort), Port("report", ShadowNames.ReportPort), Port("copies-h2c", ShadowNames.Http2CopyPort, ServiceSpecView.Http2)),
        };
        return service;
    }

    /// <summary>The server itself: one pod, as what was found has one home.</summary>
    public JsonObject Deployment()
    {
        var volumes = new JsonArray(
            Volume("config", "configMap", _name, optional: false), Volume("key", "secret", ShadowNames.Key(entry.Name, entry.View.Uid), optional: false), Volume("evidence", "configMap", ShadowNames.Evidence(entry.Name), optional: true));
        var mounts = new JsonArray(Mount("config"), Mount("key"), Mount("evidence"));
        if (_hasAuthorities)
        {
            volumes.Add(Volume("authorities", "secret", entry.Fields!.Live.Tls!.CaSecret!, optional: false));
            mounts.Add(Mount("authorities"));
        }

        if (ServerConfig.KeepsValues(entry))
        {
            // Every namespace has it: what the API server is trusted by, and no token.
            volumes.Add(Volume("cluster", "configMap", "kube-root-ca.crt", optional: false));
            mounts.Add(Mount("cluster"));
        }

        var deployment = ShadowManifest.Object(entry, "apps/v1", "Deployment", _name);
        deployment["metadata"]!["annotations"]![Keys.Applied] = Hash;
        deployment["spec"] = new JsonObject
        {
            ["replicas"] = 1,
            ["strategy"] = new JsonObject { ["type"] = "Recreate" },
            ["selector"] = new JsonObject { ["matchLabels"] = Labels() },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = Labels(), ["annotations"] = new JsonObject { [Keys.Applied] = Hash } },
                ["spec"] = new JsonObject
                {
                    ["automountServiceAccountToken"] = false,
                    ["enableServiceLinks"] = false,
                    ["terminationGracePeriodSeconds"] = 30,
                    ["securityContext"] = RestrictedPod.Security(),
                    ["containers"] = new JsonArray(Container(mounts)),
                    ["volumes"] = volumes,
                },
            },
        };
        return deployment;
    }

    private JsonObject Container(JsonArray mounts) => new()
    {
        ["name"] = "compare",
        ["image"] = options.Image,
        ["args"] = new JsonArray("compare", "--config", $"{ServerConfig.Root}/config/config.json", "--address", "$(POD_IP)"),
        ["env"] = new JsonArray(new JsonObject { ["name"] = "POD_IP", ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "status.podIP" } } }),
        ["ports"] = new JsonArray(
            new JsonObject { ["name"] = "copies", ["containerPort"] = ShadowNames.CopyPort, ["protocol"] = "TCP" },
            new JsonObject { ["name"] = "report", ["containerPort"] = ShadowNames.ReportPort, ["protocol"] = "TCP" },
            new JsonObject { ["name"] = "copies-h2c", ["containerPort"] = ShadowNames.Http2CopyPort, ["protocol"] = "TCP" }),
        ["readinessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/readyz", ["port"] = ShadowNames.ReportPort }, ["periodSeconds"] = 2 },
        ["livenessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = ShadowNames.ReportPort }, ["periodSeconds"] = 10, ["failureThreshold"] = 6 },
        ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = Cpu(), ["memory"] = "128Mi" }, ["limits"] = new JsonObject { ["memory"] = Memory() } },
        ["securityContext"] = RestrictedPod.ContainerSecurity(),
        ["volumeMounts"] = mounts,
    };

    // What the settings allow to be under way at once fits: else the server would be killed again and again by what it may do.
    private string Memory() => string.Create(CultureInfo.InvariantCulture, $"{(Rules().MostMemory + Mebibyte - 1) / Mebibyte}Mi");

    // A request and no limit: what a node has to spare is the server's, and a comparison that is slowed down measures the node.
    private string Cpu() => string.Create(CultureInfo.InvariantCulture, $"{Rules().Millicores}m");

    private RequestRules Rules() => ServerConfig.Read(config).Config?.Requests ?? new RequestRules();

    private JsonObject Labels() => new() { [Keys.Shadow] = entry.Name, [Keys.ShadowPart] = ShadowNames.Comparison };

    private static JsonObject Volume(string name, string kind, string source, bool optional) =>
        new() { ["name"] = name, [kind] = new JsonObject { [kind == "secret" ? "secretName" : "name"] = source, ["optional"] = optional } };

    private static JsonObject Mount(string name) => new() { ["name"] = name, ["mountPath"] = $"{ServerConfig.Root}/{name}", ["readOnly"] = true };
}
