using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Harm.Intakes;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>Penumbra's judge as it runs in the operator, in its default settings.</summary>
public sealed class PenumbraRule : IRule
{
    private const int Longest = 12_000;
    private static readonly DateTimeOffset Epoch = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    // Three steps beside stable, and the bake.
    private static readonly PlannedTime Plan = new(Schedule.Weights.Count - 1, TimeSpan.FromSeconds(Schedule.Begins[^1]), Schedule.Weights.Count, TimeSpan.FromSeconds(Schedule.Seconds - Schedule.Begins[^1]));

    public string Name => "Penumbra";

    public string Key => "penumbra";

    public bool IsDefault => true;

    public int Every => 1;

    public Outcome Judge(World world, Trace trace, ulong seed)
    {
        var objective = new Objective
        {
            Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(1 - world.Allowed), Judge = JudgeKind.Sequential, Control = true,
        };
        var rules = SequentialPlanning.Of(objective, [.. Enumerable.Repeat(objective, world.Objectives)], new AnalysisSettings(), Plan);
        var others = Others(world, seed);
        var intakes = new IIntake[world.Objectives];
        var e = new double[world.Objectives];
        for (var index = 0; index < intakes.Length; index++)
        {
            intakes[index] = world.Counting == Counting.Exact ? new ExactIntake(rules, Epoch) : new CountedIntake(objective, rules, world, seed + (ulong)index, Epoch);
            intakes[index].EnterStep(Situation.Dark);
        }

        var step = 0;
        double begun = 0, harmed = 0;
        var isOnSchedule = true;
        for (var tick = 0; ; tick++)
        {
            var now = (tick + 1.0) * world.Tick;
            var situation = step == Schedule.Weights.Count - 1 ? Situation.All : Situation.Weighted;
            if (isOnSchedule && (tick >= trace.Count || Schedule.StepAt((double)tick * world.Tick) != step)) isOnSchedule = false;
            var isGood = true;
            for (var index = 0; index < intakes.Length; index++)
            {
                var source = index == 0 ? trace : others[index - 1];
                var served = isOnSchedule
                    ? (source.Candidate[tick + 1] - source.Candidate[tick], source.CandidateBad[tick + 1] - source.CandidateBad[tick],
                        source.Stable[tick + 1] - source.Stable[tick], source.StableBad[tick + 1] - source.StableBad[tick])
                    : source.At(tick, step);
                if (index == 0 && !world.IsGood && now > world.Onset) harmed += served.Item2;
                intakes[index].Take(Epoch.AddSeconds(now), situation, Schedule.Weights[step], served);
                var verdict = SequentialVerdict.Of(intakes[index].Evidence, rules, situation);
                e[index] = verdict.Weight.Bad;
                isGood &= verdict.Verdict == Verdict.Good;
            }

            if (CombinedEvidence.Blame(e, rules.LaunchThreshold).Count > 0) return new Outcome(now, now, harmed);
            if (now - begun >= Hold(step) && isGood)
            {
                if (step == Schedule.Weights.Count - 1) return new Outcome(null, now, harmed, now > Schedule.Seconds);
                foreach (var intake in intakes) intake.EnterStep(situation);
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
