using System.Collections.Immutable;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

public sealed class RestartObjectiveTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_crash_of_a_pod_is_borne_and_the_second_is_bad()
    {
        var memory = Look(RestartMemory.Empty, 0, ("a", 0), ("b", 0));
        memory = Look(memory, 10, ("a", 1), ("b", 0));
        RestartObjective.Judge(memory, Start.AddSeconds(10)).Verdict.Should().Be(Verdict.Good);
        memory = Look(memory, 20, ("a", 2), ("b", 0));
        RestartObjective.Judge(memory, Start.AddSeconds(20)).Verdict.Should().Be(Verdict.Bad);
    }

    [Fact]
    public void Three_crashes_in_all_are_bad()
    {
        var memory = Look(Look(RestartMemory.Empty, 0, ("a", 0), ("b", 0), ("c", 0)), 10, ("a", 1), ("b", 1), ("c", 0));
        RestartObjective.Judge(memory, Start.AddSeconds(10)).Verdict.Should().Be(Verdict.Good);
        RestartObjective.Judge(Look(memory, 20, ("a", 1), ("b", 1), ("c", 1)), Start.AddSeconds(20)).Verdict.Should().Be(Verdict.Bad);
    }

    [Fact]
    public void What_is_ten_minutes_old_does_not_count_any_more()
    {
        var memory = Look(Look(RestartMemory.Empty, 0, ("a", 0)), 10, ("a", 2));
        RestartObjective.Judge(memory, Start.AddSeconds(609)).Verdict.Should().Be(Verdict.Bad);
        RestartObjective.Judge(memory, Start.AddSeconds(610)).Verdict.Should().Be(Verdict.Good);
    }

    [Fact]
    public void A_ready_pod_that_vanishes_counts_unless_we_let_it_go()
    {
        var before = Look(RestartMemory.Empty, 0, ("a", 0), ("b", 0), ("c", 0), ("d", 0));
        RestartObjective.Judge(Look(before, 10, ("d", 0)), Start.AddSeconds(10)).Verdict.Should().Be(Verdict.Bad);
        RestartObjective.Judge(RestartObjective.Look(before, Pods(("d", 0)), isOurDoing: true, Start.AddSeconds(10)), Start.AddSeconds(10)).Verdict.Should().Be(Verdict.Good);
    }

    [Fact]
    public void A_look_at_an_older_list_makes_no_second_crash_of_one()
    {
        var memory = Look(Look(RestartMemory.Empty, 0, ("a", 0), ("b", 0)), 10, ("a", 1), ("b", 0));
        var written = RestartText.Read(RestartText.Crashes(memory), RestartText.Pods(memory, Start.AddSeconds(10)))!;
        foreach (var older in (RestartMemory[])[Look(written, 20, ("a", 0)), Look(written, 20), Look(memory, 20, ("a", 0), ("b", 0))])
        {
            var newer = Look(older, 21, ("a", 1), ("b", 0));
            newer.Crashes.Should().ContainSingle("a process that began with a lagging server's list counted it again, and rolled back what one crash is borne of");
            Look(newer, 22, ("a", 2), ("b", 0)).Crashes.Should().HaveCount(2, "another one counts");
        }
    }

    private static RestartMemory Look(RestartMemory memory, int at, params (string Uid, int Restarts)[] pods) => RestartObjective.Look(memory, Pods(pods), isOurDoing: false, Start.AddSeconds(at));

    private static ImmutableSortedDictionary<string, PodRestarts> Pods(params (string Uid, int Restarts)[] pods) =>
        pods.ToImmutableSortedDictionary(pod => pod.Uid, pod => new PodRestarts(pod.Restarts, true), StringComparer.Ordinal);
}
