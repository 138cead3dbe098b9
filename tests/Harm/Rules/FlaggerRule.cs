using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>
/// Flagger's canary analysis: each interval the success rate over that interval is compared with the target; failed checks add up and are never forgiven, no value is a failed
/// check, and the threshold is looked at before the next check, an interval later. A failed check also keeps the weight for an interval.
/// </summary>
public sealed class FlaggerRule(int interval, int threshold, bool isDefault = false) : IRule
{
    public string Name { get; } = $"Flagger {interval} s, threshold {threshold}";

    public string Key { get; } = $"flagger-{interval}-{threshold}";

    public bool IsDefault => isDefault;

    public int Every => 1;

    public Outcome Judge(World world, Trace trace, ulong seed)
    {
        var failed = 0;
        for (var at = interval; at <= Schedule.Seconds; at += interval)
        {
            if (failed >= threshold) return new Outcome(at, at, Harmed.Until(world, trace, at));
            var index = at / world.Tick;
            var from = Math.Max(0, index - Math.Max(1, interval / world.Tick));
            var total = trace.Candidate[index] - trace.Candidate[from];
            var bad = trace.CandidateBad[index] - trace.CandidateBad[from];
            if (total == 0 || bad > world.Allowed * total + 1e-9) failed++;
        }

        return new Outcome(null, Schedule.Seconds + failed * interval, Harmed.Until(world, trace, Schedule.Seconds), failed > 0);
    }
}
