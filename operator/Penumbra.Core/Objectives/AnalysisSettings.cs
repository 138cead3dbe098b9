namespace Penumbra.Core.Objectives;

/// <summary>How evidence is gathered and how long its absence is borne.</summary>
public sealed record AnalysisSettings
{
    /// <summary>How often each objective is measured.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The chance, per launch, that a revision which meets its objectives is rolled back. It also sizes the default number of samples.</summary>
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>A revision with so many times the allowed bad share would have been noticed before the launch goes on.</summary>
    public double MinDetectable { get; init; } = 20;

    /// <summary>Bad events that come together within this time are one piece of evidence; null for 10 s beside stable and 30 s without.</summary>
    public TimeSpan? Burst { get; init; }

    /// <summary>How long Unknown/TooFew may last.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long Unknown/NoAnswer may last.</summary>
    public TimeSpan UnknownDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What happens then.</summary>
    public OnTrouble OnUnknown { get; init; } = OnTrouble.Rollback;

    /// <summary>So many Bad evaluations in a row are forgiven per objective.</summary>
    public int FailureLimit { get; init; }
}
