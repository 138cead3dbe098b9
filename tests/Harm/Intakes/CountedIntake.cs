using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Harm.Worlds;
using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Intakes;

/// <summary>Pods count, and their counters are read: <see cref="SequentialMemory"/> and <see cref="PodCounter"/>, as they run in the operator.</summary>
public sealed class CountedIntake : IIntake
{
    private readonly Objective _objective;
    private readonly SequentialRules _rules;
    private readonly Fleet _candidate;
    private readonly Fleet _stable;
    private SequentialMemory _memory;

    public CountedIntake(Objective objective, SequentialRules rules, World world, ulong seed, DateTimeOffset start)
    {
        (_objective, _rules) = (objective, rules);
        var draw = new Generator(seed ^ 0x5DEECE66DUL);
        _candidate = new Fleet(world, draw, isCandidate: true, start);
        _stable = new Fleet(world, draw, isCandidate: false, start);

        // The first readings of the dark only set the marks.
        _memory = SequentialMemory.Begin(rules)
            .WithStable(objective, rules, new Reading { At = start, Series = _stable.Series(start) })
            .WithCandidate(objective, new Reading { At = start, Series = _candidate.Series(start) })
            .Settle(rules, Situation.Dark);
    }

    public SequentialEvidence Evidence => _memory.Evidence;

    public void EnterStep(Situation before) => _memory = _memory with { Evidence = SequentialJudge.EnterStep(Evidence, _rules, before) };

    public void Take(DateTimeOffset at, Situation situation, double weight, (long Total, long Bad, long StableTotal, long StableBad) served)
    {
        _stable.Serve(at, 1, served.StableTotal, served.StableBad);
        _candidate.Serve(at, weight, served.Total, served.Bad);
        _memory = _memory
            .WithStable(_objective, _rules, new Reading { At = at, Series = _stable.Series(at) })
            .WithCandidate(_objective, new Reading { At = at, Series = _candidate.Series(at) })
            .Settle(_rules, situation);
    }
}
