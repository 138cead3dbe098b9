using System.Globalization;
using System.Text.Json;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>
/// Reads a shadow's spec into what the rules understand. What decides is checked here again, as not every API server has seen the CRD's own rules; what only the comparison server needs is checked
/// by its reader of files.
/// </summary>
public static class ShadowDeploymentReader
{
    /// <summary>Reads a spec from its JSON; null when it is not even an object of the right shape, with the field that is to blame.</summary>
    public static (ShadowDeploymentSpecification? Fields, Problem? Problem) Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return (JsonSerializer.Deserialize(json, ApiJson.Default.ShadowDeploymentSpecification), null);
        }
        catch (JsonException exception)
        {
            return (null, JsonProblem.Of(exception, "spec"));
        }
    }

    /// <summary>Reads the fields; every wrong one is listed.</summary>
    public static ShadowDeploymentReading Read(ShadowDeploymentSpecification fields)
    {
        var reader = new FieldReader();
        Live(fields, reader);
        Shadow(fields.Shadow, reader);
        var starts = reader.Choice(fields.OnSameOrBetter, "spec.onSameOrBetter", Then.Report) == Then.StartLaunch;
        if (starts && fields.StartLaunch is null) reader.Wrong("spec.startLaunch", "must name the launch that onSameOrBetter: StartLaunch starts");
        if (!starts && fields.StartLaunch is not null) reader.Wrong("spec.startLaunch", "is for onSameOrBetter: StartLaunch");
        var objectives = ObjectiveReader.Read(fields.Objectives, reader);
        var defaults = new ShadowSpec { LiveService = "", LivePort = 0, Settings = "" };
        var spec = defaults with
        {
            LiveService = fields.Live.Service,
            LivePort = fields.Live.Port,
            Template = fields.Shadow.Deployment?.Name,
            Replicas = reader.Bounded(fields.Shadow.Deployment?.Replicas, "spec.shadow.deployment.replicas", 1, 1000, 1),
            Service = fields.Shadow.Service,
            Replay = Replay(fields.Replay, reader),
            Copies = fields.Live.GatewayApi is not null || fields.Live.Istio is not null,
            Sample = Sample(fields.Sample?.Text, reader) ?? defaults.Sample,
            Verdict = Rules(fields.Verdict, reader) with { RefusalsExpected = fields.Compare?.RefusalsExpected ?? false },
            Objectives = objectives,
            Resources = Resources(fields.Resources, reader),
            MetricsOnly = MetricsOnlyReader.Read(fields, objectives, reader),
            Settings = ShadowSettings.Digest(fields),
            StartLaunch = starts ? fields.StartLaunch?.DarkLaunch : null,
            Suspended = fields.Suspend ?? false,
        };
        return new ShadowDeploymentReading(spec, reader.Problems);
    }

    private static void Live(ShadowDeploymentSpecification fields, FieldReader reader)
    {
        var live = fields.Live;
        if (live.Service.Length is 0 or > 63) reader.Wrong("spec.live.service", "must be the name of a Service, at most 63 characters");
        reader.Bounded(live.Port, "spec.live.port", 1, 65535, 80);
        if (live is { GatewayApi: not null, Istio: not null }) reader.Wrong("spec.live", "exactly one of gatewayAPI and istio must be set");
        if (live is { GatewayApi: null, Istio: null } && fields.Replay is null) reader.Wrong("spec.live", "exactly one of gatewayAPI and istio must be set; none only with replay");
        if (live.GatewayApi?.Routes is { Count: 0 or > 16 }) reader.Wrong("spec.live.gatewayAPI.routes", "from 1 to 16 routes");
        if (live.Istio?.VirtualServices is { Count: 0 or > 16 }) reader.Wrong("spec.live.istio.virtualServices", "from 1 to 16 virtual services");
    }

    private static void Shadow(ShadowTarget shadow, FieldReader reader)
    {
        if (shadow.Deployment is null == shadow.Service is null) reader.Wrong("spec.shadow", "exactly one of deployment and service must be set");
        if (shadow.Deployment is { Name.Length: 0 or > 253 }) reader.Wrong("spec.shadow.deployment.name", "must be the name of a Deployment");
        if (shadow.Service is { Length: 0 or > 63 }) reader.Wrong("spec.shadow.service", "must be the name of a Service, at most 63 characters");
        if (shadow.Port is not null && shadow.Service is null) reader.Wrong("spec.shadow.port", "is for service: a deployment is asked at its only container port, else the one with live's number or the name http");
        reader.Bounded(shadow.Port, "spec.shadow.port", 1, 65535, 80);
    }

    private static ReplaySpec? Replay(ShadowReplay? replay, FieldReader reader)
    {
        if (replay is null) return null;
        if (replay.PersistentVolumeClaim is null == replay.Secret is null) reader.Wrong("spec.replay", "exactly one of persistentVolumeClaim and secret must be set");
        if (replay.PersistentVolumeClaim is { Name.Length: 0 or > 253 }) reader.Wrong("spec.replay.persistentVolumeClaim.name", "must be the name of a PersistentVolumeClaim");
        if (replay.PersistentVolumeClaim is { Path: var path } && (path.Length is 0 or > 1024 || path[0] == '/' || path.Any(char.IsControl) || path.Split('/').Contains("..", StringComparer.Ordinal)))
            reader.Wrong("spec.replay.persistentVolumeClaim.path", "must be the path of a file in the volume, such as records/monday.har, without ..");
        if (replay.Secret is { Name.Length: 0 or > 253 }) reader.Wrong("spec.replay.secret.name", "must be the name of a Secret");
        if (replay.Secret is { } secret && (secret.Key.Length is 0 or > 253 || secret.Key is "." or ".." || secret.Key.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))))
            reader.Wrong("spec.replay.secret.key", "must be a key of the Secret");
        var recording = replay.Secret is { } named ? $"key {named.Key} of Secret {named.Name}" : $"{replay.PersistentVolumeClaim?.Path} of PersistentVolumeClaim {replay.PersistentVolumeClaim?.Name}";
        return new ReplaySpec($"spec.replay.{(replay.Secret is null ? "persistentVolumeClaim" : "secret")}", recording, reader.Bounded(replay.Rate, "spec.replay.rate", 1, 10_000, 10));
    }

    private static Share? Sample(string? text, FieldReader reader)
    {
        if (text is null) return null;
        if (Share.Parse(text) is { } share && share > Share.None) return share;
        reader.Wrong("spec.sample", $"\"{(text.Length <= 64 ? text : text[..64])}\" is not a percentage over 0 up to 100; write an integer, or a string such as \"0.5\"");
        return null;
    }

    private static VerdictRules Rules(ShadowVerdictRules? verdict, FieldReader reader)
    {
        var rules = new VerdictRules();
        if (verdict is null) return rules;
        var over = reader.Duration(verdict.Over, "spec.verdict.over", rules.Over);
        if (over < TimeSpan.FromMinutes(1) || over > TimeSpan.FromDays(90))
        {
            reader.Wrong("spec.verdict.over", "must be between 1m and 2160h");
            over = rules.Over;
        }

        if (verdict.MinComparisons is < 1 or > 1_000_000_000) reader.Wrong("spec.verdict.minComparisons", "must be from 1 to 1000000000");
        rules = rules with
        {
            Over = over,
            MinComparisons = verdict.MinComparisons is >= 1 and <= 1_000_000_000 and var least ? least : rules.MinComparisons,
            MaxMismatch = Percent(verdict.MaxMismatch, "spec.verdict.maxMismatch", 0.001, 10, reader) ?? rules.MaxMismatch,
            Confidence = Percent(verdict.Confidence, "spec.verdict.confidence", 50, 99.99, reader) ?? rules.Confidence,
            LatencyNoMoreThan = Percent(verdict.LatencyNoMoreThan, "spec.verdict.latencyNoMoreThan", 100, 1000, reader) ?? rules.LatencyNoMoreThan,
            PerEndpoint = verdict.PerEndpoint ?? rules.PerEndpoint,
        };
        if (rules.MinComparisons >= rules.LeastOfEndpoint) return rules;
        if (verdict.MinComparisons is >= 1 and var few) reader.Wrong("spec.verdict.minComparisons", string.Create(CultureInfo.InvariantCulture, $"is {few}; at least 3/maxMismatch, which is {rules.LeastOfEndpoint}"));
        return rules with { MinComparisons = rules.LeastOfEndpoint };
    }

    private static ResourceSpec? Resources(ShadowResources? resources, FieldReader reader)
    {
        if (resources is null) return null;
        if (resources is { CpuNoMoreThan: null, MemoryNoMoreThan: null }) reader.Wrong("spec.resources", "cpuNoMoreThan or memoryNoMoreThan must be set");
        if (resources.Source is { Length: 0 or > 253 }) reader.Wrong("spec.resources.source", "must be pods, or the name of a MetricSource");
        return new ResourceSpec(
            resources.Source ?? ResourceSpec.Pods,
            Percent(resources.CpuNoMoreThan, "spec.resources.cpuNoMoreThan", 10, 1000, reader),
            Percent(resources.MemoryNoMoreThan, "spec.resources.memoryNoMoreThan", 10, 1000, reader));
    }

    private static double? Percent(string? text, string path, double least, double most, FieldReader reader)
    {
        if (text is null) return null;
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent >= least && percent <= most) return percent / 100;
        reader.Wrong(path, string.Create(CultureInfo.InvariantCulture, $"\"{(text.Length <= 64 ? text : text[..64])}\" is not a percentage from {least}% to {most}%"));
        return null;
    }

    private enum Then
    {
        Report,
        StartLaunch,
    }
}
