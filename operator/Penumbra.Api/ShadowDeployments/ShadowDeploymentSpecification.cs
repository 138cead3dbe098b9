using Penumbra.Api.Attributes;
using Penumbra.Api.Common;
using Penumbra.Api.DarkLaunches;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What is asked of a shadow.</summary>
[ValidationRule("(has(self.onSameOrBetter) && self.onSameOrBetter == 'StartLaunch') == has(self.startLaunch)", "onSameOrBetter: StartLaunch and startLaunch belong together")]
[ValidationRule("has(self.replay) || has(self.live.gatewayAPI) || has(self.live.istio)", "one of live.gatewayAPI and live.istio must be set, or replay")]
[ValidationRule("!has(self.compare) || !has(self.compare.mode) || self.compare.mode != 'MetricsOnly' || (has(self.objectives) && size(self.objectives) > 0)", "compare.mode: MetricsOnly needs objectives: the verdict rests on them")]
[ValidationRule("!has(self.compare) || !has(self.compare.mode) || self.compare.mode != 'MetricsOnly' || (has(self.requests) && has(self.requests.unsafeAcknowledged) && self.requests.unsafeAcknowledged)", "compare.mode: MetricsOnly needs requests.unsafeAcknowledged: true, as the gateway copies every method")]
[ValidationRule("!has(self.compare) || !has(self.compare.mode) || self.compare.mode != 'MetricsOnly' || (has(self.requests) && has(self.requests.credentials) && self.requests.credentials == 'Forward')", "compare.mode: MetricsOnly needs requests.credentials: Forward, as the gateway copies credentials too")]
[ValidationRule("!has(self.compare) || !has(self.compare.mode) || self.compare.mode != 'MetricsOnly' || !has(self.replay)", "replay is the comparison server's, and there is none with compare.mode: MetricsOnly")]
public sealed record ShadowDeploymentSpecification
{
    /// <summary>Whose requests are copied.</summary>
    public required ShadowLive Live { get; init; }

    /// <summary>What answers the copies, seen by nobody.</summary>
    public required ShadowTarget Shadow { get; init; }

    /// <summary>The share of live requests that is copied: an integer percentage, or a string without sign for less than one, such as "0.5". The first 60 s copy 1 %, to see that the share is kept.</summary>
    [Pattern("^(0\\.[0-9]{1,3}|[1-9][0-9]?(\\.[0-9]{1,3})?|100)$"), Default("\"10\"")]
    [ValidationRule("double(self) > 0.0 && double(self) <= 100.0", "sample must be from 1 to 100, or a string such as \"0.5\"")]
    public IntOrString? Sample { get; init; }

    /// <summary>Which requests are asked, and how.</summary>
    [Default("{}")]
    public ShadowRequests? Requests { get; init; }

    /// <summary>How answers are compared.</summary>
    [Default("{}")]
    public ShadowCompare? Compare { get; init; }

    /// <summary>What must stay true of the shadow, measured at its pods and at live's, as of a launch's candidate and stable.</summary>
    [Items(0, 32), ListMap("name")]
    public IReadOnlyList<LaunchObjective>? Objectives { get; init; }

    /// <summary>What the shadow may use relative to live.</summary>
    public ShadowResources? Resources { get; init; }

    /// <summary>What the shadow is judged by.</summary>
    [Default("{}")]
    public ShadowVerdictRules? Verdict { get; init; }

    /// <summary>Recorded requests, replayed before live ones are copied; instead of them where live names no routes.</summary>
    public ShadowReplay? Replay { get; init; }

    /// <summary>What a verdict of SameOrBetter leads to: it is reported, or it lets the launch in startLaunch begin.</summary>
    [Values("Report", "StartLaunch"), Default("\"Report\"")]
    public string? OnSameOrBetter { get; init; }

    /// <summary>With onSameOrBetter: StartLaunch, which launch. It waits while it says requires: {shadow: &lt;this name&gt;}.</summary>
    public LaunchStart? StartLaunch { get; init; }

    /// <summary>Nothing is copied while it is set; what was found is kept.</summary>
    [Default("false")]
    public bool? Suspend { get; init; }
}
