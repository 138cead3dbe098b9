using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Contract;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Fuzz.Meanings;

/// <summary>A ShadowDeployment: the rules' spec, where copies come from, the comparison server's file as that server reads it, and the Job of the replay.</summary>
public sealed class ShadowMeaning : IMeaning
{
    private static readonly ComparisonOptions Options = new("penumbra", new HashSet<string>());

    /// <inheritdoc/>
    public (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        var entry = ShadowReading.Read(stored.Deserialize(ViewJson.Default.CustomView)!);
        if (entry is not { Spec: { } spec, Fields: { } fields }) return ("", entry.Problems);
        var (live, server) = (Service(spec.LiveService, spec.LivePort), Service(ShadowNames.Server(entry.Name), ShadowNames.CopyPort));
        var shadow = Service(spec.Service ?? ShadowNames.Pods(entry.Name), fields.Shadow.Port ?? spec.LivePort);
        var meaning = Dump.Of(spec) + Dump.Of(MirrorTargets.Of(entry, live));
        if (spec.MetricsOnly || entry.Problems.Count > 0) return (meaning, entry.Problems);
        var config = new ServerConfig(entry, live, shadow, fields.Shadow.Port ?? spec.LivePort);
        List<Problem> problems = [.. config.Problems()];
        if (problems.Count > 0) return (meaning, problems);
        meaning += Dump.Of(config.Read());
        return (spec.Replay is null ? meaning : meaning + new ReplayManifest(entry, Options, server, "subject", DateTimeOffset.UnixEpoch).Job().ToJsonString(), problems);
    }

    private static ServiceView Service(string name, int port) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = name },
        ["spec"] = new JsonObject { ["clusterIP"] = "10.96.0.17", ["ports"] = new JsonArray(new JsonObject { ["port"] = port }) },
    }.Deserialize(ViewJson.Default.ServiceView)!;
}
