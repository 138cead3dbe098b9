using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// How much of the capital that is held back is put at stake, and when: so that a fault that begins late still finds a stake that the good hours before it have
/// not eaten. All of it sums to at most one half, whatever the length of the launch.
/// </summary>
/// <param name="LaterSteps">S: how many steps follow the first one.</param>
/// <param name="PlannedBlocks">P: how many blocks the launch lasts if nothing holds it up.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SpendingPlan(int LaterSteps, int PlannedBlocks)
{
    /// <summary>The part that is put at stake on entering a later step: 1/8 over all of them.</summary>
    public double OnStep => 0.125 / Math.Max(1, LaterSteps);

    /// <summary>The part that is put at stake before a block: 1/4 over the planned ones, 1/8 over all that may follow, as Σ P/(8·j·(j−1)) over j &gt; P is 1/8.</summary>
    /// <param name="block">Which block, from 1.</param>
    public double OnBlock(int block)
    {
        double planned = Math.Max(1, PlannedBlocks);
        return block <= planned ? 0.25 / planned : planned / (8.0 * block * (block - 1.0));
    }
}
