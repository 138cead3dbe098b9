using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Reports;
using Penumbra.Rehearsal.Runs;
using static Penumbra.Rehearsal.Tests.Launches;

namespace Penumbra.Rehearsal.Tests;

/// <summary>What a launch would do.</summary>
public sealed class LaunchRehearsalTests
{
    [Fact]
    public void A_good_launch_lasts_as_long_as_its_holds_and_its_bake_when_there_is_enough_traffic()
    {
        var result = Rehearse(Manifest(), rps: 500);
        result.Good.Promoted.Should().Be(20);
        result.Request.Settings.Planned.Should().Be(TimeSpan.FromMinutes(30));
        result.Good.Seconds!.Median.Should().BeInRange(1800, 1800 + 2, "two steps and the bake, and no pod takes time to start");
    }

    [Fact]
    public void Pods_that_start_slowly_make_a_launch_longer()
    {
        var result = Rehearse(Manifest(), rps: 500, runs: 3, podStart: TimeSpan.FromSeconds(40));
        result.Good.Seconds!.Median.Should().BeInRange(1880, 1885, "before 50 % and before 100 % pods are started");
    }

    [Fact]
    public void Few_requests_hold_a_launch_until_there_are_enough_events()
    {
        var result = Rehearse(Manifest(), rps: 0.5, runs: 60);
        var needed = SampleSize.Needed(0.01, 20, 0.01, 1);
        var atFivePercent = needed / (0.5 * 0.05);
        atFivePercent.Should().BeGreaterThan(600, "else the hold would be long enough");
        result.Good.Seconds!.Median.Should().BeApproximately(atFivePercent + 1200, 200);
        result.GoodTimeline.Entries.Should().Contain(entry => entry.Kind == TimelineKind.Wait && entry.Text.Contains("TooFew", StringComparison.Ordinal));
    }

    [Fact]
    public void A_release_that_always_fails_is_noticed_within_half_a_minute_at_20_requests_per_second()
    {
        var power = Rehearse(Manifest(), faults: "errors=100%").Faults.Single();
        power.Noticed.Should().Be(20);
        power.Step.Should().Be(1);
        power.Seconds!.Median.Should().BeInRange(5, 30);
    }

    [Fact]
    public void Users_hurt_are_the_failures_until_traffic_is_back()
    {
        // One request a second for the time to notice and three seconds for the gateways, all of which fail.
        var power = Rehearse(Manifest(), runs: 100, faults: "errors=100%").Faults.Single();
        var expected = power.Seconds!.Median + 3;
        power.Hurt.Median.Should().BeApproximately(expected, 2 * Math.Sqrt(expected));
    }

    [Fact]
    public void A_fault_that_stays_unnoticed_hurts_its_share_of_all_that_the_candidate_serves()
    {
        var power = Rehearse(Manifest(), rps: 100, faults: "errors=0.2%").Faults.Single();
        power.Promoted.Should().Be(20);
        var served = 100 * 600 * (0.05 + 0.5 + 1);
        power.Hurt.Median.Should().BeApproximately(served * 0.002, 3 * Math.Sqrt(served * 0.002));
    }

    [Fact]
    public void What_the_objective_allows_is_never_blamed_and_said_so()
    {
        var power = Rehearse(Manifest(), faults: "errors=0.2%").Faults.Single();
        power.Noticed.Should().Be(0);
        power.Advice.Kind.Should().Be(AdviceKind.Allowed);
        power.Sentence.Should().StartWith("a release failing 0.2 % of requests does no more than objective availability allows");
    }

    [Fact]
    public void A_fault_too_small_for_the_traffic_cannot_be_noticed_and_the_advice_holds_what_it_promises()
    {
        const string Steps = "[{weight: 5, hold: 5m}, {weight: 20, hold: 5m}]";
        var power = Rehearse(Manifest(steps: Steps).Replace("bakeTime: 10m", "bakeTime: 1m", StringComparison.Ordinal), rps: 5, faults: "errors=2%").Faults.Single();
        power.IsNoticed.Should().BeFalse();
        power.Advice.Kind.Should().Be(AdviceKind.Hold);
        power.Sentence.Should().Contain($"hold step {power.Advice.Step} for ").And.Contain("or accept it");

        // Another seed, and the step held as it is told.
        var minutes = (int)power.Advice.Hold.TotalMinutes;
        var held = power.Advice.Step == 1 ? $"[{{weight: 5, hold: {minutes}m}}, {{weight: 20, hold: 5m}}]" : $"[{{weight: 5, hold: 5m}}, {{weight: 20, hold: {minutes}m}}]";
        var then = Rehearse(Manifest(steps: held).Replace("bakeTime: 10m", "bakeTime: 1m", StringComparison.Ordinal), rps: 5, runs: 60, seed: 77, faults: "errors=2%").Faults.Single();
        ((double)then.Noticed / then.Runs).Should().BeGreaterThan(0.35);
    }

    [Fact]
    public void The_advised_hold_is_of_the_order_of_the_power_rule()
    {
        const string Steps = "[{weight: 20, hold: 5m}]";
        var power = Rehearse(Manifest(steps: Steps).Replace("bakeTime: 10m", "bakeTime: 1m", StringComparison.Ordinal), rps: 5, faults: "errors=2%").Faults.Single();
        var share = 1 - (1 - 0.001) * (1 - 0.02);
        var (p0, h) = (0.01, share / 0.01 * Math.Log(share / 0.01) - share / 0.01 + 1);
        var events = 2 * Math.Log(12 / 0.01) / (p0 * h);
        power.Advice.Hold.TotalSeconds.Should().BeInRange(events / (5 * 0.2), 2.8 * events / (5 * 0.2));
    }

    [Fact]
    public void Worse_faults_are_noticed_sooner()
    {
        var seconds = Rehearse(Manifest(), rps: 50, runs: 30, faults: ["errors=3%", "errors=10%", "errors=40%", "errors=100%"]).Faults.Select(power => power.Seconds!.Median).ToList();
        seconds.Should().BeInDescendingOrder();
    }

    [Fact]
    public void Latency_is_noticed_where_an_objective_measures_it()
    {
        var faults = Rehearse(Manifest($"{Availability}\n{Latency}"), faults: ["latency=+300ms", "latency=+20ms"]).Faults;
        faults[0].Noticed.Should().Be(20);
        faults[1].IsNoticed.Should().BeFalse("a lognormal service with a tenth of the allowed slow answers stays within what is allowed");
        faults[1].Advice.Kind.Should().Be(AdviceKind.Allowed);
    }

    [Theory]
    [InlineData("1%")]
    [InlineData("50%")]
    public void Users_are_hurt_whom_a_fault_makes_slower_than_the_bucket_that_stables_quantile_lay_in(string by)
    {
        // A hundredth of stable's answers takes more than about 0.28 s, so its quantile lies in the bucket of 0.5 s; the tolerance says when that is blamed, not who waited longer.
        var request = Request(Manifest(LatencyOfStable(by)), 200, 40, 1, null, "latency=+300ms");
        var shape = request.Settings.Traffic.Latency(0, TimeSpan.Zero)!;
        var share = shape.Slower(0.5, 0.3) - shape.Slower(0.5, 0);
        share.Should().BeInRange(0.05, 0.07);
        var power = Rehearse(request).Faults.Single();
        (power.Noticed, power.Step).Should().Be((40, 1));
        var expected = (power.Seconds!.Median + 3) * 200 * 0.05 * share;
        power.Hurt.Median.Should().BeApproximately(expected, 2 * Math.Sqrt(expected));
    }

    [Fact]
    public void A_fault_that_slows_an_objective_with_max_and_one_beside_stable_hurts_each_user_once()
    {
        var alone = Rehearse(Manifest(LatencyOfStable("1%")), rps: 200, faults: "latency=+300ms").Faults.Single();
        var both = Rehearse(Manifest($"{Availability}\n{LatencyOfStable("1%")}\n{LatencyOfStable("1%").Replace("name: beside", "name: again", StringComparison.Ordinal)}"), rps: 200, faults: "latency=+300ms").Faults.Single();
        (both.Hurt.Median / both.Seconds!.Median).Should().BeApproximately(alone.Hurt.Median / alone.Seconds!.Median, 0.3);
    }

    [Fact]
    public void What_no_objective_measures_is_told_and_not_rehearsed()
    {
        var result = Rehearse(Manifest(), faults: ["latency=+1s", "latency=+2s"]);
        result.Faults.Should().OnlyContain(power => power.Runs == 0 && power.Advice.Kind == AdviceKind.Unwatched);
        Sentences.Of(result.Faults).Should().Equal("latency is not noticed at all: no objective that acts measures it");
    }

    [Fact]
    public void Without_objectives_nothing_is_noticed_and_that_is_a_warning()
    {
        var result = Rehearse(Manifest(""), faults: "errors=100%");
        result.Good.Promoted.Should().Be(20);
        result.Warnings.Should().Contain(warning => warning.Contains("nothing but readiness guards this launch", StringComparison.Ordinal));
        result.Faults.Single().Advice.Kind.Should().Be(AdviceKind.Unwatched);
    }

    [Fact]
    public void A_fault_that_begins_with_a_step_is_noticed_in_it()
    {
        var power = Rehearse(Manifest(), faults: "errors=20%@step2").Faults.Single();
        (power.Noticed, power.Step).Should().Be((20, 2));
        power.Seconds!.P95.Should().BeLessThan(60, "half of the users see it at once");
    }

    [Fact]
    public void A_fault_that_begins_in_the_bake_is_noticed_there()
    {
        var result = Rehearse(Manifest(), rps: 50, faults: "errors=20%,onset=24m");
        result.Faults.Single().Step.Should().Be(3);
        result.FaultTimeline!.Entries.Single(entry => entry.Kind == TimelineKind.Fault).At.Should().BeCloseTo(TimeSpan.FromMinutes(24), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_report_and_another_one_another()
    {
        string Report(ulong seed) => JsonReport.Write(Rehearse(Manifest(), runs: 10, seed: seed, faults: "errors=5%"));
        Report(1).Should().Be(Report(1));
        Report(2).Should().NotBe(Report(1));
    }

    [Fact]
    public void Good_releases_are_hardly_ever_blamed()
    {
        var good = Rehearse(Manifest($"{Availability}\n{Latency}"), rps: 50, runs: 200).Good;
        good.Stopped.Should().BeLessThanOrEqualTo(6, "falseAlarmRate is 1 % and 200 launches are rehearsed");
    }

    [Fact]
    public void OnBad_Pause_pauses_and_counts_as_noticed()
    {
        var result = Rehearse(Manifest(more: "onBad: Pause"), faults: "errors=50%");
        result.Faults.Single().Noticed.Should().Be(20);
        result.FaultTimeline!.Entries[^1].Text.Should().Be("paused (PausedByObjective)");
    }

    [Fact]
    public void What_new_pods_serve_in_their_warm_up_is_left_out_and_a_fault_is_noticed_that_much_later()
    {
        string Warming(string warmUp) => Manifest($"{Availability}\n      warmUp: {warmUp}");
        var (without, with) = (Rehearse(Warming("0s"), rps: 200, faults: "errors=50%").Faults.Single(), Rehearse(Warming("2m"), rps: 200, faults: "errors=50%").Faults.Single());
        (without.Noticed, without.Step, with.Noticed, with.Step).Should().Be((20, 1, 20, 1));
        with.Seconds!.Median.Should().BeInRange(without.Seconds!.Median + 115, without.Seconds.Median + 140, "two minutes, and the sample that tells what came before");

        // Pods of the second step are new too; those of the first count meanwhile.
        var later = Rehearse(Warming("2m"), rps: 200, faults: "errors=50%@step2").Faults.Single();
        (later.Noticed, later.Step).Should().Be((20, 2));
        later.Seconds!.Median.Should().BeLessThan(60);
    }

    [Fact]
    public void A_warm_up_of_none_gives_the_very_same_report()
    {
        JsonReport.Write(Rehearse(Manifest(Availability + "\n      warmUp: 0s"), runs: 5, faults: "errors=5%")).Should().Be(JsonReport.Write(Rehearse(Manifest(), runs: 5, faults: "errors=5%")));
    }

    [Fact]
    public void A_launch_with_little_traffic_waits_until_enough_has_come_after_the_warm_up()
    {
        var result = Rehearse(Manifest(Availability + "\n      warmUp: 30m"), rps: 500, runs: 3);
        result.Good.Promoted.Should().Be(3);
        result.Good.Seconds!.Median.Should().BeInRange(1800 + 600, 1800 + 5400, "the first pod counts after half an hour");
        result.GoodTimeline.Entries.Should().Contain(entry => entry.Text.Contains("what a new pod serves in its first 30m is left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_manual_gate_waits_for_the_person_that_is_assumed()
    {
        var request = Request(Manifest(steps: "[{weight: 5, hold: 10m, gate: Manual}, {weight: 50, hold: 10m}]"), 500, 3, 1, null);
        Rehearse(request).Good.Seconds!.Median.Should().BeInRange(1800, 1803);
        Rehearse(request with { Settings = request.Settings with { ApproveAfter = TimeSpan.FromMinutes(7) } }).Good.Seconds!.Median.Should().BeInRange(1800 + 420, 1800 + 425);
    }

    [Fact]
    public void A_query_is_taken_for_good_and_that_is_said()
    {
        var result = Rehearse(Manifest(Availability + "\n" + """
                - name: basket
                  source: prometheus
                  indicator: {query: 'avg(basket{revision="{{revision}}"})'}
                  min: "2.5"
            """), runs: 3);
        result.Good.Promoted.Should().Be(3);
        result.Warnings.Should().Contain(warning => warning.StartsWith("spec.objectives[1] (basket) is a query", StringComparison.Ordinal));
    }

    [Fact]
    public void A_threshold_objective_is_rehearsed_and_said_to_have_no_stated_rate()
    {
        var result = Rehearse(Manifest(Availability + "\n      judge: Threshold\n      window: 2m"), rps: 50, faults: "errors=50%");
        result.Faults.Single().Noticed.Should().Be(20);
        result.Warnings.Should().Contain(warning => warning.Contains("judged by Threshold", StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_make_the_share_where_there_is_no_router()
    {
        var result = Rehearse(Manifest(steps: "[{weight: 20, hold: 10m}]").Replace("gatewayAPI:\n", "replicaShare: {}\n", StringComparison.Ordinal).Replace("      managed: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: checkout, port: 8080}]}]}\n", "", StringComparison.Ordinal), faults: "errors=50%");
        (result.Good.Promoted, result.Faults.Single().Noticed).Should().Be((20, 20));
    }

    [Fact]
    public void A_share_that_pods_cannot_make_is_a_launch_that_does_not_start()
    {
        var manifest = Manifest(steps: "[{weight: 1, hold: 10m}]").Replace("gatewayAPI:\n", "replicaShare: {}\n", StringComparison.Ordinal).Replace("      managed: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: checkout, port: 8080}]}]}\n", "", StringComparison.Ordinal);
        LaunchRehearsal.Run(Request(manifest, 20, 1, 1, null), out var problem).Should().BeNull();
        problem.Should().Contain("spec.steps[0].weight").And.Contain("smallest share");
    }
}
