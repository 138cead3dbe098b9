using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>Users who were hurt.</summary>
public static class Harmed
{
    /// <summary>Failed requests of the candidate from the fault on, on schedule.</summary>
    public static double Until(World world, Trace trace, int second) =>
        world.IsGood ? 0 : Math.Max(0, trace.CandidateBad[Math.Min(trace.Count, second / world.Tick)] - trace.CandidateBad[Math.Min(trace.Count, world.Onset / world.Tick)]);
}
