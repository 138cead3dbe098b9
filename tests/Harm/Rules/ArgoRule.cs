using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>
/// A background AnalysisRun of Argo Rollouts: each interval the success rate over a window is compared with the target; it fails once more than failureLimit measurements
/// have failed, in a row or not. No requests count as success, as the usual <c>isNaN(result) ||</c> has it.
/// </summary>
public sealed class ArgoRule(int interval, int window, int failureLimit, bool isDefault = false) : IRule
{
    public string Name { get; } = $"Argo {interval} s, window {window} s, failureLimit {failureLimit}";

    public string Key { get; } = $"argo-{interval}-{window}-{failureLimit}";

    public bool IsDefault => isDefault;

    public int Every => 1;

    public Outcome Judge(World world, Trace trace, ulong seed)
    {
        var failed = 0;
        var previous = 0;
        for (var at = interval; at <= Schedule.Seconds; at += interval)
        {
            // On the samples that exist by then; none newer than at the last measurement would measure the same again.
            var index = at / world.Tick;
            if (index == previous) continue;
            previous = index;
            var from = Math.Max(0, index - Math.Max(1, window / world.Tick));
            var total = trace.Candidate[index] - trace.Candidate[from];
            var bad = trace.CandidateBad[index] - trace.CandidateBad[from];
            if (total == 0 || bad <= world.Allowed * total + 1e-9 || ++failed <= failureLimit) continue;
            return new Outcome(at, at, Harmed.Until(world, trace, at));
        }

        return new Outcome(null, Schedule.Seconds, Harmed.Until(world, trace, Schedule.Seconds));
    }
}
