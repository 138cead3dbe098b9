namespace Penumbra.Rehearsal.Power;

/// <summary>What can be done about a fault that a launch does not notice.</summary>
/// <param name="Kind">What.</param>
/// <param name="Objective">The objective that is nearest to noticing it; empty without one.</param>
/// <param name="Step">The step to hold, from 1; 0 for none.</param>
/// <param name="Hold">For how long.</param>
/// <param name="Noticed">The share of rehearsed launches that notice it then, between 0 and 1.</param>
public sealed record Advice(AdviceKind Kind, string Objective = "", int Step = 0, TimeSpan Hold = default, double Noticed = 0)
{
    /// <summary>Nothing needs to be done.</summary>
    public static Advice None { get; } = new(AdviceKind.None);
}
