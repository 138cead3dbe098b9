using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives;

/// <summary>What the objectives of something that is tried, a launch's candidate or a shadow, are judged by in one pass.</summary>
public sealed record ObjectiveTerms
{
    /// <summary>The objectives.</summary>
    public required IReadOnlyList<Objective> Objectives { get; init; }

    /// <summary>How evidence is gathered.</summary>
    public required AnalysisSettings Analysis { get; init; }

    /// <summary>How long it lasts, as far as is planned.</summary>
    public required PlannedTime Plan { get; init; }

    /// <summary>What readings of what is tried are marked with; null takes none in.</summary>
    public required string? Candidate { get; init; }

    /// <summary>What readings of what it is compared with are marked with; null takes none in.</summary>
    public string? Stable { get; init; }

    /// <summary>Whose requests it saw when the readings were taken.</summary>
    public Situation Before { get; init; }

    /// <summary>Whose requests it sees from now on.</summary>
    public Situation Situation { get; init; }

    /// <summary>Whether its share of the requests has just changed.</summary>
    public bool Entered { get; init; }

    /// <summary>Whether those who see it now have just begun to.</summary>
    public bool Begins { get; init; }

    /// <summary>Threshold's Good needs its events after this instant.</summary>
    public DateTimeOffset GoodSince { get; init; }

    /// <summary>Whether the time of an Unknown verdict does not count now.</summary>
    public bool ClocksStand { get; init; }

    /// <summary>Whether the time of an Unknown verdict begins anew.</summary>
    public bool Resumes { get; init; }

    /// <summary>The present.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the sequential judge needs to know of an objective.</summary>
    public SequentialRules Rules(Objective objective) => SequentialPlanning.Of(objective, Objectives, Analysis, Plan);
}
