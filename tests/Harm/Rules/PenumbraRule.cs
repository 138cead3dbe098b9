using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>Penumbra's judge as it runs in the operator, in its default settings.</summary>
public sealed class PenumbraRule : IRule
{
    private const int Longest = 12_000;
    private static readonly DateTimeOffset Epoch = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public string Name => "Penumbra";

    public bool IsDefault => true;

    public int Every => 1;

    public Outcome Judge(World world, Trace trace, ulong seed)
    {
        var rules = new SequentialRules
        {
            AllowedShare = world.Allowed,
            Control = true,
            Together = new SpendingPlan(Schedule.Weights.Count - 2, Schedule.Begins[^1] / 10),
            Alone = new SpendingPlan(1, (Schedule.Seconds - Schedule.Begins[^1]) / 30),
            Needed = SampleSize.Needed(world.Allowed, 20, 0.01, world.Objectives),
            Objectives = world.Objectives,
        };
        var others = Others(world, seed);
        var evidence = new SequentialEvidence[world.Objectives];
        var e = new double[world.Objectives];
        for (var index = 0; index < evidence.Length; index++) evidence[index] = SequentialJudge.EnterStep(SequentialEvidence.Begin(rules), rules, Situation.Dark);
        for (var index = 0; index < evidence.Length; index++) evidence[index] = evidence[index] with { LastAt = Epoch };
        var step = 0;
        double begun = 0, harmed = 0;
        var isOnSchedule = true;
        for (var tick = 0; ; tick++)
        {
            var now = (tick + 1.0) * world.Tick;
            var situation = step == Schedule.Weights.Count - 1 ? Situation.All : Situation.Weighted;
            if (isOnSchedule && (tick >= trace.Count || Schedule.StepAt((double)tick * world.Tick) != step)) isOnSchedule = false;
            var isGood = true;
            for (var index = 0; index < evidence.Length; index++)
            {
                var source = index == 0 ? trace : others[index - 1];
                var (n, k, ns, ks) = isOnSchedule
                    ? (source.Candidate[tick + 1] - source.Candidate[tick], source.CandidateBad[tick + 1] - source.CandidateBad[tick],
                        source.Stable[tick + 1] - source.Stable[tick], source.StableBad[tick + 1] - source.StableBad[tick])
                    : source.At(tick, step);
                if (index == 0 && !world.IsGood && now > world.Onset) harmed += k;
                evidence[index] = SequentialJudge.Add(evidence[index], rules, situation, new Observation(Epoch.AddSeconds(now), new EventCounts(n, k, k), new EventCounts(ns, ks, ks)));
                var verdict = SequentialVerdict.Of(evidence[index], rules, situation);
                e[index] = verdict.Weight.Bad;
                isGood &= verdict.Verdict == Verdict.Good;
            }

            if (CombinedEvidence.Blame(e, rules.LaunchThreshold).Count > 0) return new Outcome(now, now, harmed);
            if (now - begun >= Hold(step) && isGood)
            {
                if (step == Schedule.Weights.Count - 1) return new Outcome(null, now, harmed, now > Schedule.Seconds);
                for (var index = 0; index < evidence.Length; index++) evidence[index] = SequentialJudge.EnterStep(evidence[index], rules, situation);
                step++;
                begun = now;
            }

            if (now >= Longest) return new Outcome(null, now, harmed, true);
        }
    }

    private static int Hold(int step) => (step + 1 < Schedule.Begins.Count ? Schedule.Begins[step + 1] : Schedule.Seconds) - Schedule.Begins[step];

    private static Trace[] Others(World world, ulong seed)
    {
        var others = new Trace[world.Objectives - 1];
        for (var index = 0; index < others.Length; index++)
        {
            others[index] = new Trace(world with { Fault = 0 });
            others[index].Draw(seed + (ulong)(index + 1) * 1_000_003);
        }

        return others;
    }
}
