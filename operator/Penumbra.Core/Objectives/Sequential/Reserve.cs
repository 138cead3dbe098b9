using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>The part of an e-process' capital that is not at stake yet.</summary>
/// <param name="Left">What is left of it.</param>
/// <param name="Blocks">How many blocks have begun.</param>
/// <param name="Entered">What entering steps has freed since the last block began.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Reserve(double Left, int Blocks, double Entered)
{
    /// <summary>Half of the capital is held back at first.</summary>
    public static Reserve Full { get; } = new(0.5, 0, 0);

    /// <summary>A later step begins: its part is put at stake before the next block, never into an open one, whose events are known already.</summary>
    public Reserve EnterStep(SpendingPlan plan) => this with { Entered = Entered + plan.OnStep };

    /// <summary>A block begins: what it may put at stake, and the reserve without it.</summary>
    public (Reserve Next, double Freed) BeginBlock(SpendingPlan plan)
    {
        var freed = Math.Min(Left, Entered + plan.OnBlock(Blocks + 1));
        return (new Reserve(Left - freed, Blocks + 1, 0), freed);
    }
}
