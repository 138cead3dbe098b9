using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Harm.Intakes;

/// <summary>Increments go into the evidence as they are: what the judge itself does, without counters, and the quickest.</summary>
public sealed class ExactIntake : IIntake
{
    private readonly SequentialRules _rules;

    public ExactIntake(SequentialRules rules, DateTimeOffset start)
    {
        _rules = rules;
        Evidence = SequentialEvidence.Begin(rules) with { LastAt = start };
    }

    public SequentialEvidence Evidence { get; private set; }

    public void EnterStep(Situation before) => Evidence = SequentialJudge.EnterStep(Evidence, _rules, before);

    public void Take(DateTimeOffset at, Situation situation, double weight, (long Total, long Bad, long StableTotal, long StableBad) served) =>
        Evidence = SequentialJudge.Add(Evidence, _rules, situation,
            new Observation(at, new EventCounts(served.Total, served.Bad, served.Bad), new EventCounts(served.StableTotal, served.StableBad, served.StableBad)));
}
