using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Spec;

/// <summary>What a person asks of a shadow, read and checked, as far as it decides anything. What only the comparison server needs is its configuration.</summary>
public sealed record ShadowSpec
{
    /// <summary>The Service whose traffic is copied.</summary>
    public required string LiveService { get; init; }

    /// <summary>Its port.</summary>
    public required int LivePort { get; init; }

    /// <summary>The Deployment whose pod template is run where nobody sees it; null where <see cref="Service"/> runs already.</summary>
    public string? Template { get; init; }

    /// <summary>How many pods of the template are run.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>A Service that runs already; null where <see cref="Template"/> is run.</summary>
    public string? Service { get; init; }

    /// <summary>Recorded requests that are replayed first; null for none.</summary>
    public ReplaySpec? Replay { get; init; }

    /// <summary>Whether live requests are copied: routes are named. Without, what is replayed is all that will ever be compared.</summary>
    public bool Copies { get; init; } = true;

    /// <summary>The share of live requests that is copied.</summary>
    public Share Sample { get; init; } = Share.Percent(10);

    /// <summary>What the shadow is judged by.</summary>
    public VerdictRules Verdict { get; init; } = new();

    /// <summary>What must stay true of the shadow, measured at its pods and at live's.</summary>
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    /// <summary>What the shadow may use relative to live; null where nobody asks.</summary>
    public ResourceSpec? Resources { get; init; }

    /// <summary>Whether nothing is compared: copies go straight to the shadow's pods, and the objectives alone decide.</summary>
    public bool MetricsOnly { get; init; }

    /// <summary>A digest of all settings that shape what is found: evidence belongs to them.</summary>
    public required string Settings { get; init; }

    /// <summary>The DarkLaunch that a good verdict lets begin; null for none.</summary>
    public string? StartLaunch { get; init; }

    /// <summary>Nothing is copied while it is set.</summary>
    public bool Suspended { get; init; }
}
