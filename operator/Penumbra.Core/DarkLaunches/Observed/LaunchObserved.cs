using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>Every fact that a decision about one launch may depend on, at one instant. Nothing else is looked at.</summary>
public sealed record LaunchObserved
{
    /// <summary>The instant.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The launch itself.</summary>
    public required LaunchFacts Launch { get; init; }

    /// <summary>What was written to its status last.</summary>
    public LaunchStatus Status { get; init; } = LaunchStatus.Empty;

    /// <summary>The template; null when it does not exist.</summary>
    public TemplateFacts? Template { get; init; }

    /// <summary>The launch's own Deployments, in the order of their names.</summary>
    public IReadOnlyList<RevisionFacts> Revisions { get; init; } = [];

    /// <summary>The apex Service; null when it does not exist.</summary>
    public ServiceFacts? Apex { get; init; }

    /// <summary>The candidate Service; null when it does not exist.</summary>
    public ServiceFacts? Candidate { get; init; }

    /// <summary>Every object that steers or should, in a stable order.</summary>
    public IReadOnlyList<RouteFacts> Routes { get; init; } = [];

    /// <summary>What the adapters found wrong with the spec in this cluster: missing sources, contested routes and the like.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What is waited for before a new template is launched; null when nothing is.</summary>
    public RequirementFacts? Requirement { get; init; }

    /// <summary>Readings since the last pass, oldest first, by objective.</summary>
    public IReadOnlyList<ObjectiveReading> Readings { get; init; } = [];

    /// <summary>Since when all these facts have been kept current without a gap: the least value when there was none, null while there is one.</summary>
    public DateTimeOffset? CurrentSince { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What the last pass remembered; lost with the process.</summary>
    public LaunchMemory Memory { get; init; } = LaunchMemory.Empty;

    /// <summary>A write of the last pass that the API server refused for good; null when there was none.</summary>
    public Problem? Refused { get; init; }
}
