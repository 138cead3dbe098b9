using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Leases;

/// <summary>A coordination.k8s.io/v1 Lease, as the server last showed it.</summary>
internal sealed class LeaseRecord(JsonObject live)
{
    public string Holder => Spec?["holderIdentity"]?.ToString() ?? "";

    public string Version => live["metadata"]?["resourceVersion"]?.ToString() ?? "";

    /// <summary>What the holder promises to renew within; ours when it does not say.</summary>
    public TimeSpan? Duration => Spec?["leaseDurationSeconds"] is JsonValue value && value.TryGetValue<int>(out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    public int Transitions => Spec?["leaseTransitions"] is JsonValue value && value.TryGetValue<int>(out var count) ? count : 0;

    private JsonObject? Spec => live["spec"] as JsonObject;

    /// <summary>A lease that did not exist.</summary>
    public static JsonObject New(LeaseOptions options, DateTimeOffset now) => new()
    {
        ["apiVersion"] = ResourceKinds.Lease.ApiVersion,
        ["kind"] = ResourceKinds.Lease.Kind,
        ["metadata"] = new JsonObject { ["namespace"] = options.Namespace, ["name"] = options.Name },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = options.Identity,
            ["leaseDurationSeconds"] = (int)options.Duration.TotalSeconds,
            ["acquireTime"] = MicroTime(now),
            ["renewTime"] = MicroTime(now),
            ["leaseTransitions"] = 0,
        },
    };

    /// <summary>This lease held by us; its resourceVersion stays as the precondition.</summary>
    public JsonObject HeldBy(LeaseOptions options, DateTimeOffset now)
    {
        var next = Edit(out var spec);
        if (!string.Equals(Holder, options.Identity, StringComparison.Ordinal))
        {
            spec["acquireTime"] = MicroTime(now);
            spec["leaseTransitions"] = Transitions + 1;
        }

        spec["holderIdentity"] = options.Identity;
        spec["leaseDurationSeconds"] = (int)options.Duration.TotalSeconds;
        spec["renewTime"] = MicroTime(now);
        return next;
    }

    /// <summary>This lease held by nobody, so that the next takes it at once.</summary>
    public JsonObject Released(DateTimeOffset now)
    {
        var next = Edit(out var spec);
        spec["holderIdentity"] = "";
        spec["leaseDurationSeconds"] = 1;
        spec["renewTime"] = MicroTime(now);
        return next;
    }

    private static string MicroTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private JsonObject Edit(out JsonObject spec)
    {
        var next = live.DeepClone().AsObject();
        if (next["spec"] is not JsonObject) next["spec"] = new JsonObject();
        spec = next["spec"]!.AsObject();
        return next;
    }
}
