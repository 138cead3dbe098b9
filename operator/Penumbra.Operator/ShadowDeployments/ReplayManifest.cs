using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Comparison.Replaying;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>
/// The Job that replays recorded requests: as the comparison server without any right in the cluster, without a token, with nothing to write. It reads the recording and the key, and reaches the server. Pure.
/// </summary>
/// <param name="entry">The shadow, readable and with a replay.</param>
/// <param name="options">The image: the server's.</param>
/// <param name="server">The server's Service.</param>
/// <param name="subject">What the evidence belongs to.</param>
/// <param name="since">When that began.</param>
public sealed class ReplayManifest(ShadowEntry entry, ComparisonOptions options, ServiceView server, string subject, DateTimeOffset since)
{
    // Raised whenever the manifest itself changes.
    private const int Form = 1;
    private const string Recording = "recording";
    private const string Container = "replay";

    private readonly Penumbra.Api.ShadowDeployments.ShadowReplay _replay = entry.Fields!.Replay!;

    /// <summary>A digest of all that the Job is made from: a Job cannot be changed, only made anew.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Form} {options.Image} {_replay.PersistentVolumeClaim?.Name} {_replay.Secret?.Name} {string.Join(' ', Arguments())}")))[..16];

    /// <summary>The Job.</summary>
    public JsonObject Job()
    {
        var job = ShadowManifest.Owned(entry, "batch/v1", "Job", ShadowNames.Replay(entry.Name));
        job["metadata"]!["labels"]![Keys.ShadowPart] = ShadowNames.Replaying;
        job["metadata"]!["annotations"]![Keys.Applied] = Hash;
        job["spec"] = new JsonObject
        {
            ["podReplacementPolicy"] = "Failed",
            ["backoffLimit"] = 6,
            ["podFailurePolicy"] = new JsonObject
            {
                ["rules"] = new JsonArray(
                    new JsonObject { ["action"] = "FailJob", ["onExitCodes"] = new JsonObject { ["containerName"] = Container, ["operator"] = "In", ["values"] = new JsonArray((int)ReplayEnd.Failed) } },
                    new JsonObject { ["action"] = "Ignore", ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }) }),
            },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Keys.Shadow] = entry.Name, [Keys.ShadowPart] = ShadowNames.Replaying } }, ["spec"] = Pod() },
        };
        return job;
    }

    private JsonObject Pod() => new()
    {
        ["restartPolicy"] = "Never",
        ["automountServiceAccountToken"] = false,
        ["enableServiceLinks"] = false,
        ["terminationGracePeriodSeconds"] = 30,
        ["securityContext"] = RestrictedPod.Security(),
        ["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = Container,
            ["image"] = options.Image,
            ["args"] = new JsonArray([.. Arguments().Select(argument => JsonValue.Create(LiteralText.Of(argument)))]),

            // Its last line says why it failed.
            ["terminationMessagePolicy"] = "FallbackToLogsOnError",
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "50m", ["memory"] = "64Mi" }, ["limits"] = new JsonObject { ["memory"] = "512Mi" } },
            ["securityContext"] = RestrictedPod.ContainerSecurity(),
            ["volumeMounts"] = new JsonArray(Mount("key"), Mount(Recording)),
        }),
        ["volumes"] = new JsonArray(
            new JsonObject { ["name"] = "key", ["secret"] = new JsonObject { ["secretName"] = ShadowNames.Key(entry.Name, entry.View.Uid), ["optional"] = false } },
            Source()),
    };

    // A Secret or a key of it that is not there must not hold the pod up: it says so.
    private JsonObject Source() => _replay.PersistentVolumeClaim is { } volume
        ? new JsonObject { ["name"] = Recording, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = volume.Name, ["readOnly"] = true } }
        : new JsonObject
        {
            ["name"] = Recording,
            ["secret"] = new JsonObject { ["secretName"] = _replay.Secret!.Name, ["optional"] = true },
        };

    private IEnumerable<string> Arguments() =>
    [
        "replay",
        "--file", $"{ServerConfig.Root}/{Recording}/{_replay.PersistentVolumeClaim?.Path ?? _replay.Secret!.Key}",
        "--server", $"http://{ServerConfig.Address(server)}:{ShadowNames.ReportPort}",
        "--key-file", $"{ServerConfig.Root}/key/key",
        "--shadow", entry.Name,
        "--subject", ReplayOptions.SubjectOf(subject, since),
        "--rate", entry.Spec!.Replay!.Rate.ToString(CultureInfo.InvariantCulture),
    ];

    private static JsonObject Mount(string name) => new() { ["name"] = name, ["mountPath"] = $"{ServerConfig.Root}/{name}", ["readOnly"] = true };
}
