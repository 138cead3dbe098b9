using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Objectives;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>
/// Reads what <c>compare.mode: MetricsOnly</c> asks for. No comparison server stands between the gateway and the shadow: what only the server does is refused beside it, and what it would hold back must be allowed by name.
/// What the CRD fills in by itself means nothing here, and is let be.
/// </summary>
internal static class MetricsOnlyReader
{
    private const string Alone = "is the comparison server's, and there is none with compare.mode: MetricsOnly; remove it";

    /// <summary>Whether nothing is compared.</summary>
    public static bool Read(ShadowDeploymentSpecification fields, IReadOnlyList<Objective> objectives, FieldReader reader)
    {
        if (fields.Compare?.Mode is not (null or "Responses" or "MetricsOnly")) reader.Wrong("spec.compare.mode", "is none of Responses, MetricsOnly");
        if (fields.Compare?.Mode != "MetricsOnly") return false;
        if (!objectives.Any(objective => objective is { Mode: ObjectiveMode.Enforce, Judge: JudgeKind.Sequential }))
            reader.Wrong("spec.objectives", "compare.mode: MetricsOnly needs at least one enforced objective that counts (ratio or quantile, judged Sequential): the verdict rests on it, and it shows whether the gateway keeps the share");
        Requests(fields.Requests, reader);
        void Refuse(bool isSet, string path)
        {
            if (isSet) reader.Wrong(path, Alone);
        }

        Refuse(fields.Replay is not null, "spec.replay");
        Refuse(fields.Live.HostHeader is not (null or "FromRequest"), "spec.live.hostHeader");
        Refuse(fields.Live.Tls is not null, "spec.live.tls");
        Refuse(fields.Compare.Noise?.Share is { Text: not "10" }, "spec.compare.noise.share");
        Refuse(fields.Compare.Ignore is { Count: > 0 }, "spec.compare.ignore");
        Refuse(fields.Compare.Tolerate is { Count: > 0 }, "spec.compare.tolerate");
        Refuse(fields.Compare.Orderless is { Count: > 0 }, "spec.compare.orderless");
        Refuse(fields.Compare.Samples is "Values", "spec.compare.samples");
        Refuse(fields.Compare.Values is not null, "spec.compare.values");
        Refuse(fields.Compare.RefusalsExpected is true, "spec.compare.refusalsExpected");
        Refuse(fields.Verdict?.MinComparisons is not null, "spec.verdict.minComparisons");
        Refuse(fields.Verdict?.MaxMismatch is not (null or "0.1%"), "spec.verdict.maxMismatch");
        Refuse(fields.Verdict?.LatencyNoMoreThan is not (null or "110%"), "spec.verdict.latencyNoMoreThan");
        Refuse(fields.Verdict?.PerEndpoint is false, "spec.verdict.perEndpoint");
        return true;
    }

    // The gateway copies whole requests, whatever their method, and takes nothing away from them.
    private static void Requests(ShadowRequests? requests, FieldReader reader)
    {
        if (requests?.UnsafeAcknowledged != true) reader.Wrong("spec.requests.unsafeAcknowledged", "must be true with compare.mode: MetricsOnly: the gateway copies every method, and the shadow carries each request out");
        if (requests is not { Credentials: "Forward", ForwardAcknowledged: true })
            reader.Wrong("spec.requests.credentials", "must be Forward, with forwardAcknowledged: true, with compare.mode: MetricsOnly: the gateway copies users' credentials too");
        void Refuse(bool isSet, string field)
        {
            if (isSet) reader.Wrong($"spec.requests.{field}", Alone);
        }

        Refuse(requests?.Methods is { } methods && !methods.SequenceEqual(["GET", "HEAD", "OPTIONS"]), "methods");
        Refuse(requests?.Templates is { Count: > 0 }, "templates");
        Refuse(requests?.Paths?.Exclude is { Count: > 0 }, "paths");
        Refuse(requests?.Strip is { Count: > 0 }, "strip");
        Refuse(requests?.MaxBody is { Text: not "1Mi" }, "maxBody");
        Refuse(requests?.Timeout is not (null or "5s"), "timeout");
        Refuse(requests?.MaxInFlight is not (null or 64), "maxInFlight");
        Refuse(requests?.MaxLiveRps is { Text: not "5" }, "maxLiveRps");
        Refuse(requests?.MaxLiveShare is { Text: not "5" }, "maxLiveShare");
    }
}
