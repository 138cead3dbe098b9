using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

public sealed class RestartTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_crash_between_two_processes_counts_once()
    {
        var before = Look(Look(RestartMemory.Empty, 0, Pod("a", 0), Pod("b", 0)), 10, Pod("a", 1), Pod("b", 0));
        var begun = Look(Kept(before, 10), 60, Pod("a", 2, crashed: 40), Pod("b", 0));
        begun.Crashes.Should().Equal(new Crash("a", Start.AddSeconds(10)), new Crash("a", Start.AddSeconds(40)));
        RestartObjective.Judge(begun, Start.AddSeconds(60)).Verdict.Should().Be(Verdict.Bad);

        var again = Look(Kept(begun, 60), 70, Pod("a", 2, crashed: 40), Pod("b", 0));
        again.Crashes.Should().Equal(begun.Crashes, "it was written down, and is the same crash");
        Look(Kept(before, 10), 70, Pod("a", 2, crashed: 40), Pod("b", 0)).Crashes.Should().Equal(begun.Crashes, "it was not written down, and is seen again");
    }

    [Fact]
    public void So_do_as_many_as_the_pods_counter_tells() =>
        Look(Kept(Look(RestartMemory.Empty, 0, Pod("a", 5)), 0), 60, Pod("a", 8)).Crashes.Should().HaveCount(3);

    [Fact]
    public void Crashes_before_the_attempt_count_nothing_in_any_process() =>
        Look(Kept(Look(RestartMemory.Empty, 0, Pod("a", 5)), 0), 60, Pod("a", 5, crashed: 30)).Crashes.Should().BeEmpty();

    [Fact]
    public void A_pod_that_has_come_meanwhile_began_at_none() =>
        Look(Kept(Look(RestartMemory.Empty, 0, Pod("a", 0)), 0), 60, Pod("a", 0), Pod("b", 2)).Crashes.Should().HaveCount(2);

    [Fact]
    public void A_pod_that_has_gone_meanwhile_is_nobodys_crash()
    {
        // A node is drained, and takes the operator with it: nobody saw the pods being asked to go.
        var before = Look(RestartMemory.Empty, 0, Pod("a", 0), Pod("b", 0), Pod("c", 0));
        var begun = Look(Kept(before, 0), 60, Pod("c", 0));
        begun.Crashes.Should().BeEmpty();
        Look(begun, 70).Crashes.Should().ContainSingle("this process saw that one vanish");
    }

    [Fact]
    public void After_a_long_absence_only_the_newest_crash_counts_and_only_if_it_is_young()
    {
        var before = Look(RestartMemory.Empty, 0, Pod("a", 0), Pod("b", 0), Pod("c", 0));
        var begun = Look(Kept(before, 0), 3600, Pod("a", 7, crashed: 3500), Pod("b", 4, crashed: 2000), Pod("c", 3));
        begun.Crashes.Should().Equal(new Crash("a", Start.AddSeconds(3500)));
    }

    [Theory]
    [InlineData(-5000)]
    [InlineData(5000)]
    public void Another_machines_clock_makes_no_crash_older_or_younger_than_it_can_be(int crashed)
    {
        var begun = Look(Kept(Look(RestartMemory.Empty, 0, Pod("a", 0)), 0), 60, Pod("a", 1, crashed));
        begun.Crashes.Should().ContainSingle().Which.At.Should().BeOnOrAfter(Start).And.BeOnOrBefore(Start.AddSeconds(60));
    }

    [Fact]
    public void A_clock_that_was_set_back_keeps_no_crash_for_longer()
    {
        var kept = Kept(Look(Look(RestartMemory.Empty, 0, Pod("a", 0)), 7200, Pod("a", 1)), 7200);
        var begun = Look(kept, 60, Pod("a", 2));
        begun.Crashes.Should().HaveCount(2).And.OnlyContain(crash => crash.At == Start.AddSeconds(60));
    }

    [Fact]
    public void Of_more_pods_than_are_kept_the_crashes_stay_and_the_next_look_sets_the_marks()
    {
        var pods = Enumerable.Range(0, RestartText.MostPods + 1).Select(index => Pod($"pod-{index}", 1)).ToArray();
        var before = Look(Look(RestartMemory.Empty, 0, pods), 10, [.. pods.Skip(1), Pod("pod-0", 2)]);
        RestartText.Pods(before, Start.AddSeconds(10)).Should().BeEmpty();
        var begun = Look(Kept(before, 10), 60, [.. pods.Skip(2), Pod("pod-0", 2), Pod("pod-1", 9)]);
        begun.Crashes.Should().Equal(before.Crashes);
        Look(begun, 70, [.. pods.Skip(2), Pod("pod-0", 3), Pod("pod-1", 9)]).Crashes.Should().HaveCount(2);
    }

    [Fact]
    public void They_are_short()
    {
        var pods = Enumerable.Range(0, RestartText.MostPods).Select(index => Pod(new Guid(index, 1, 2, new byte[8]).ToString(), 100)).ToArray();
        var memory = Look(RestartMemory.Empty, 0, pods);
        memory = Look(memory, 10, [.. pods.Select(pod => (pod.Uid, new PodRestarts(101, true)))]);
        RestartText.Crashes(memory).Length.Should().BeLessThan(1000);
        RestartText.Pods(memory, Start).Length.Should().BeLessThan(2800);
        var many = Look(RestartMemory.Empty, 0, [.. Enumerable.Range(0, 2000).Select(index => Pod($"pod-{index}", 0))]);
        RestartText.Pods(many, Start).Length.Should().BeLessThan(20, "what never restarted needs no place");
    }

    [Fact]
    public void Whatever_was_seen_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Pod, byte More)[]>(), life =>
        {
            var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var (memory, now) = (RestartMemory.Empty, 0);
            foreach (var (pod, more) in life)
            {
                counts[$"pod-{pod % 7}"] = counts.GetValueOrDefault($"pod-{pod % 7}") + (more % 4);
                memory = Look(memory, now += 30, [.. counts.Select(pair => Pod(pair.Key, pair.Value))]);
            }

            var read = Kept(memory, now);
            read.Crashes.Should().Equal(memory.Crashes);
            read.IsComplete.Should().Be(memory.IsComplete);
            read.Pods.ToDictionary(pair => pair.Key, pair => pair.Value.Restarts).Should().Equal(memory.Pods.Where(pair => pair.Value.Restarts > 0).ToDictionary(pair => pair.Key, pair => pair.Value.Restarts));
            Look(read, now + 5, [.. counts.Select(pair => Pod(pair.Key, pair.Value))]).Crashes.Should().Equal(Look(memory, now + 5, [.. counts.Select(pair => Pod(pair.Key, pair.Value))]).Crashes);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2;a=1")]
    [InlineData("1;a")]
    [InlineData("1;=5")]
    [InlineData("1;a=-5")]
    [InlineData("1;a=9999999999999999")]
    [InlineData("1;a=1.5")]
    [InlineData("1;")]
    public void Crashes_that_are_not_understood_are_not_used(string text) => RestartText.Read(text, "1000").Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-1;a=1")]
    [InlineData("1000;a")]
    [InlineData("1000;a=-1")]
    [InlineData("1000;a=99999999999")]
    public void Pods_that_are_not_understood_are_not_known(string text) => RestartText.Read("1", text)!.IsComplete.Should().BeFalse();

    [Fact]
    public void No_text_breaks_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (one, other) => RestartText.Read(one.Get, other.Get) is null or { WrittenAt: not null }).QuickCheckThrowOnFailure();

    private static RestartMemory Kept(RestartMemory memory, int at) =>
        memory == RestartMemory.Empty ? memory : RestartText.Read(RestartText.Crashes(memory), RestartText.Pods(memory, Start.AddSeconds(at)))!;

    private static (string Uid, PodRestarts Pod) Pod(string uid, int restarts, int? crashed = null) => (uid, new PodRestarts(restarts, true, crashed is { } at ? Start.AddSeconds(at) : null));

    private static RestartMemory Look(RestartMemory memory, int at, params (string Uid, PodRestarts Pod)[] pods) =>
        RestartObjective.Look(memory, pods.ToImmutableSortedDictionary(pod => pod.Uid, pod => pod.Pod, StringComparer.Ordinal), isOurDoing: false, Start.AddSeconds(at));
}
