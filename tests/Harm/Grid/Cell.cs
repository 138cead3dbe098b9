using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Grid;

/// <summary>One world and how every rule did in it.</summary>
/// <param name="World">The world.</param>
/// <param name="Results">By rule, in the order of <see cref="RuleBook.All"/>.</param>
public sealed record Cell(World World, IReadOnlyList<RuleResult> Results)
{
    /// <summary>Penumbra's result.</summary>
    public RuleResult Ours => Results[0];

    /// <summary>Failures a minute that the fault makes in the step that it begins in.</summary>
    public double FailuresPerMinute => World.Fault * World.Rps * Schedule.Weights[Schedule.StepAt(World.Onset)] * 60;

    /// <summary>The fault in times of what is allowed.</summary>
    public double Multiple => World.Fault / World.Allowed;

    /// <summary>Whether the fault begins after the launch.</summary>
    public bool IsLate => World.Onset > 0;

    /// <summary>Whether it begins where the candidate serves everybody.</summary>
    public bool IsInBake => World.Onset >= Schedule.Begins[^1];
}
