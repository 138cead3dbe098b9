using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Tests;

/// <summary>Runs made by hand.</summary>
internal static class Traces
{
    /// <summary>1 % may fail; samples each 10 s.</summary>
    public static readonly World OnePercent = new() { Rps = 10, Allowed = 0.01 };

    /// <summary>100 requests of each release in each sample, of which so many fail.</summary>
    /// <param name="candidate">How many of the candidate's fail, by the second at which the sample begins.</param>
    /// <param name="stable">How many of stable's do; none where it is left out.</param>
    /// <param name="served">How many requests each serves; 100 where it is left out.</param>
    public static Trace Of(Func<int, long> candidate, Func<int, long>? stable = null, Func<int, long>? served = null)
    {
        var trace = new Trace(OnePercent);
        for (var index = 0; index < trace.Count; index++)
        {
            var second = index * OnePercent.Tick;
            trace.Candidate[index + 1] = trace.Candidate[index] + (served?.Invoke(second) ?? 100);
            trace.CandidateBad[index + 1] = trace.CandidateBad[index] + candidate(second);
            trace.Stable[index + 1] = trace.Stable[index] + (served?.Invoke(second) ?? 100);
            trace.StableBad[index + 1] = trace.StableBad[index] + (stable?.Invoke(second) ?? 0);
        }

        return trace;
    }
}
