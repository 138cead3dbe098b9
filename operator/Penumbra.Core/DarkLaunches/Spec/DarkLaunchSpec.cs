using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>What a person asks of a launch, read and checked: the rules see no text.</summary>
public sealed record DarkLaunchSpec
{
    /// <summary>The Deployment whose pod template is launched.</summary>
    public required string Template { get; init; }

    /// <summary>How many pods stable has; null until it was taken from the template.</summary>
    public int? Replicas { get; init; }

    /// <summary>Whether the template is scaled to 0, once, when the first revision serves.</summary>
    public bool ScaleDownTemplate { get; init; } = true;

    /// <summary>How users reach the releases.</summary>
    public required TrafficSpec Traffic { get; init; }

    /// <summary>The steps in order, the implied last one of 100 % included.</summary>
    public required IReadOnlyList<StepSpec> Steps { get; init; }

    /// <summary>How long everybody stays on the candidate before the apex moves.</summary>
    public TimeSpan BakeTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a candidate may take to become ready, or a route to be accepted.</summary>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many earlier revisions are kept at 0 replicas.</summary>
    public int RevisionHistoryLimit { get; init; } = 3;

    /// <summary>What must stay true of the candidate.</summary>
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    /// <summary>How evidence is gathered.</summary>
    public AnalysisSettings Analysis { get; init; } = new();

    /// <summary>What a Bad objective leads to.</summary>
    public OnTrouble OnBad { get; init; } = OnTrouble.Rollback;

    /// <summary>What condition Ready means.</summary>
    public Readiness Readiness { get; init; } = Readiness.Promoted;

    /// <summary>What deleting the launch leaves behind.</summary>
    public DeletionPolicy DeletionPolicy { get; init; } = DeletionPolicy.Retain;

    /// <summary>Holds the shares where they are.</summary>
    public bool Paused { get; init; }

    /// <summary>The ShadowDeployment that must have found a new template the same or better before it is launched; null for none.</summary>
    public string? RequiredShadow { get; init; }

    /// <summary>A kept revision that takes over now; null for none.</summary>
    public string? PinnedRevision { get; init; }
}
