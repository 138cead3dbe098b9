using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

public sealed class EvidenceTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly SequentialRules Rules = new() { AllowedShare = 0.001, Control = true };

    [Fact]
    public void What_is_written_is_read_back()
    {
        var evidence = Some();
        var read = EvidenceText.Read(EvidenceText.Write(evidence), Rules)!;
        EvidenceText.Write(EvidenceText.Read(EvidenceText.Write(read), Rules)!).Should().Be(EvidenceText.Write(read));
        read.Seen.Should().Be(evidence.Seen);
        read.Open.Should().Be(evidence.Open);
        read.Candidate!.Value.Should().BeApproximately(evidence.Candidate!.Value, evidence.Candidate.Value * 1e-4);
        read.Worse!.Value.Should().BeApproximately(evidence.Worse!.Value, evidence.Worse.Value * 1e-4);
    }

    [Fact]
    public void It_is_short() => EvidenceText.Write(Some()).Length.Should().BeLessThan(600);

    [Theory]
    [InlineData("")]
    [InlineData("n=1,2,3")]
    [InlineData("n=1,2,3,4,5,6")]
    [InlineData("n=1,2,3,4,5,x;s=1,2,0,0,1,1")]
    [InlineData("garbage")]
    public void What_is_not_understood_is_not_used(string text) => EvidenceText.Read(text, Rules).Should().BeNull();

    [Fact]
    public void Evidence_of_another_kind_of_objective_is_not_used()
    {
        EvidenceText.Read(EvidenceText.Write(Some()), Rules with { Control = false }).Should().BeNull();
        EvidenceText.Read(EvidenceText.Write(Some()), Rules with { AllowedShare = 0.01 }).Should().BeNull();
    }

    [Fact]
    public void Counts_of_pods_are_read_back_and_the_gap_counts_once()
    {
        var counter = PodCounter.Empty;
        var objective = new Objective { Name = "a", Source = "pods", Indicator = new Indicator.Ratio("b", "t"), Bound = new Bound.Target(0.999) };
        counter = counter.Absorb(objective, double.PositiveInfinity, Reading(0, ("p", 100, 1)), newPodsBeganAtZero: true)!.Value.Next;
        var (next, events) = counter.Absorb(objective, double.PositiveInfinity, Reading(10, ("p", 130, 2), ("q", 7, 3)), newPodsBeganAtZero: true)!.Value;
        events.Should().Be(new EventCounts(37, 4, 4), "a pod that is new began at zero");
        var restored = PodCounterText.Read(PodCounterText.Write(next));
        PodCounterText.Write(restored).Should().Be(PodCounterText.Write(next));
        restored.Absorb(objective, double.PositiveInfinity, Reading(60, ("p", 20, 1), ("q", 9, 3)), newPodsBeganAtZero: true)!.Value.Events.Should().Be(new EventCounts(2, 0, 0), "p's sum fell: of how many of its counters, and what they counted since, nobody can tell");
        restored.Absorb(objective, double.PositiveInfinity, Reading(60, ("p", 150, 3), ("q", 9, 3)), newPodsBeganAtZero: true)!.Value.Events.Should().Be(new EventCounts(22, 1, 1));
        next.Absorb(objective, double.PositiveInfinity, Reading(60, ("p", 20, 1), ("q", 9, 3)), newPodsBeganAtZero: true)!.Value.Events.Should().Be(new EventCounts(22, 1, 1), "p's counter fell: it began at zero again");
        restored.Absorb(objective, double.PositiveInfinity, Reading(10, ("p", 900, 900)), newPodsBeganAtZero: true).Should().BeNull();
        PodCounterText.Read("nonsense").Should().BeSameAs(PodCounter.Empty);
    }

    private static Reading Reading(int at, params (string Pod, long Total, long Bad)[] pods) => new()
    {
        At = Start.AddSeconds(at),
        Series = [.. pods.SelectMany(pod => new[] { new SeriesSample($"{pod.Pod}/t", SeriesRole.Total, pod.Total, Pod: pod.Pod), new SeriesSample($"{pod.Pod}/b", SeriesRole.Bad, pod.Bad, Pod: pod.Pod) })],
    };

    private static SequentialEvidence Some()
    {
        var evidence = SequentialJudge.EnterStep(SequentialEvidence.Begin(Rules), Rules, Situation.Dark) with { LastAt = Start };
        for (var sample = 1; sample <= 7; sample++)
            evidence = SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(sample * 10), new EventCounts(100, 1, 1), new EventCounts(1900, 2, 2)));
        return SequentialJudge.Add(evidence, Rules, Situation.Weighted, new Observation(Start.AddSeconds(73), new EventCounts(10, 0, 0), new EventCounts(190, 0, 0)));
    }
}
