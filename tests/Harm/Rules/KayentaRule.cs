using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>
/// Kayenta's judge (NetflixACAJudge) on one metric: the error share of each minute since the beginning, candidate against stable, judged again each interval. Bad when the 98 %
/// interval of the shift (Mann–Whitney, normal approximation) lies above a quarter of the estimate itself. All minutes equal is a pass; so is none.
/// </summary>
public sealed class KayentaRule(int interval, bool isDefault = false) : IRule
{
    private const double Z = 2.3263478740408408;

    public string Name { get; } = $"Kayenta, judged each {interval / 60} min";

    public string Key { get; } = $"kayenta-{interval}";

    public bool IsDefault => isDefault;

    public int Every => 40;

    public Outcome Judge(World world, Trace trace, ulong seed)
    {
        for (var at = interval; at <= Schedule.Seconds; at += interval)
        {
            if (IsHigh(world, trace, at)) return new Outcome(at, at, Harmed.Until(world, trace, at));
        }

        return new Outcome(null, Schedule.Seconds, Harmed.Until(world, trace, Schedule.Seconds));
    }

    private static bool IsHigh(World world, Trace trace, int until)
    {
        Span<double> candidate = stackalloc double[32];
        Span<double> stable = stackalloc double[32];
        int n = 0, m = 0;
        for (var minute = 60; minute <= until; minute += 60)
        {
            var (from, to) = ((minute - 60) / world.Tick, minute / world.Tick);
            var total = trace.Candidate[to] - trace.Candidate[from];
            var stableTotal = trace.Stable[to] - trace.Stable[from];
            if (total > 0 && stableTotal > 0) candidate[n++] = (double)(trace.CandidateBad[to] - trace.CandidateBad[from]) / total;
            if (stableTotal > 0) stable[m++] = (double)(trace.StableBad[to] - trace.StableBad[from]) / stableTotal;
        }

        if (n < 2 || m < 2) return false;
        var differences = new double[n * m];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < m; j++) differences[i * m + j] = candidate[i] - stable[j];
        }

        Array.Sort(differences);
        if (differences[0].Equals(differences[^1])) return false;
        var cut = (int)Math.Floor(n * m / 2.0 - Z * Math.Sqrt(n * m * (n + m + 1) / 12.0));
        if (cut < 0) return false;
        var estimate = (differences[differences.Length / 2] + differences[(differences.Length - 1) / 2]) / 2;
        return differences[cut] > 0.25 * Math.Abs(estimate) && differences[cut] > 0;
    }
}
