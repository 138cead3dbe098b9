using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>The life of a shadow: from nothing to a verdict, and away.</summary>
public sealed class ShadowLifeTests
{
    [Fact]
    public void An_equal_shadow_is_found_the_same_and_leaves_nothing_but_its_report()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Mirrored == Share.Percent(1), "a little is copied at first");
        var since = world.Now;
        world.Until(w => w.Mirrored == Share.Percent(10), "then what is asked for");
        (world.Now - since).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(59));
        world.Until(w => w.Status is { Phase: ShadowPhase.Decided } && w.ShadowReplicas == 0, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Status.DecidedAt.Should().NotBeNull();
        world.Mirrored.Should().BeNull();
        world.Server.Should().NotBeNull("people read its report");
        world.Until(w => w.Pass().Effects.Count == 0, "it rests", 5);
        world.Condition("Ready").Should().Match<Condition>(ready => ready.Status == ConditionStatus.True && ready.Reason == nameof(Reason.ShadowJudged));
        world.Pass().Effects.Should().BeEmpty("a quiet system writes nothing");
    }

    [Fact]
    public void A_shadow_that_differs_is_worse_and_what_differs_is_named()
    {
        var world = new ShadowWorld { DiffersEvery = 20 };
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Should().Match<ShadowJudgement>(judgement => judgement.Verdict == ShadowVerdict.Worse && judgement.Why == VerdictWhy.Mismatches);
        world.Status.Differences.Should().ContainSingle().Which.Should().Match<FoundDifference>(found => found.Endpoint == "GET /orders/{id}" && found.Difference.Field == "body.total");
        world.Done.OfType<ShadowEffect.EmitEvent>().Where(told => told.Reason == Reason.ShadowJudged).Should().HaveCount(2).And.OnlyContain(told => told.Warning);
    }

    [Fact]
    public void A_bad_verdict_is_told_at_once_and_not_taken_back_and_the_comparing_goes_on_to_find_all_that_is_wrong()
    {
        var world = new ShadowWorld { DiffersEvery = 5 };
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is told");
        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
        world.Status.Judgement!.Counts.Compared.Should().BeLessThan(600);
        world.DiffersEvery = 0;
        for (; world.Status.Phase != ShadowPhase.Decided; world.Pass()) world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.Worse);
        world.Status.Judgement!.Counts.Compared.Should().BeGreaterThanOrEqualTo(1_500);
        world.Status.Judgement.Verdict.Should().Be(ShadowVerdict.Worse);
    }

    [Fact]
    public void A_bad_verdict_on_a_field_that_turns_out_to_differ_by_itself_is_taken_back_and_that_is_told()
    {
        var world = new ShadowWorld { DiffersEvery = 5 };
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is told");
        world.LiveDiffersEvery = 5;
        world.Until(w => w.Status.Judgement!.Verdict != ShadowVerdict.Worse, "it is taken back");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Note.Contains("taken back") && told.Note.Contains("body.total")).Which.Warning.Should().BeFalse();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void A_process_that_dies_after_any_effect_leads_to_the_same_end()
    {
        var quiet = new ShadowWorld();
        quiet.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict");
        var passes = 0;
        var points = 0;
        for (var world = new ShadowWorld(); world.Status.Phase != ShadowPhase.Decided; passes++)
        {
            points += world.Pass().Effects.Count;
        }

        points.Should().BeGreaterThan(20);
        for (var pass = 0; pass <= passes; pass++)
        {
            for (var died = 0; ; died++)
            {
                var world = new ShadowWorld();
                for (var before = 0; before < pass; before++) world.Pass();
                var effects = world.Pass(died).Effects.Count;
                world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0 && w.Mirrored is null, $"a verdict, after dying in pass {pass} after {died} effects");
                world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
                if (died >= effects) break;
            }
        }
    }

    [Fact]
    public void A_server_that_dies_goes_on_with_what_was_kept()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 1_000, "much is compared");
        var compared = world.Status.Judgement!.Counts.Compared;
        world.RestartServer();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Counts.Compared.Should().BeGreaterThan(compared);
        (world.Now - world.Status.Since!.Value).Should().BeLessThan(TimeSpan.FromMinutes(6), "what was found before counts");
    }

    [Theory]
    [InlineData("live")]
    [InlineData("shadow")]
    [InlineData("settings")]
    public void What_is_compared_changes_and_the_comparison_begins_anew(string change)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 500, "something is compared");
        var (subject, since) = (world.Status.Subject, world.Status.Since);
        Change(world, change);
        world.Until(w => w.Status.Subject != subject, "it begins anew");
        world.Mirrored.Should().BeNull("the copying ends before the server starts anew");
        world.Status.Judgement.Should().BeNull();
        world.Status.Since.Should().BeAfter(since!.Value);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict on what is there now");
    }

    [Fact]
    public void What_was_compared_is_not_renamed_by_what_comes_after_it()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 500, "something is compared");
        var subject = world.Status.Subject;
        Change(world, "shadow");
        for (; world.Status.Subject == subject; world.Pass()) world.Status.Images.Named.Should().Be("orders:2");
        world.Status.Images.Named.Should().Be("orders:2.1");
    }

    [Fact]
    public void A_tag_that_moves_to_another_program_begins_the_comparison_anew()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 500, "something is compared");
        var (subject, since) = (world.Status.Subject, world.Status.Since);
        world.ShadowStarts = false;
        world.ShadowRuns = "orders@sha256:3";
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Status.Since.Should().Be(since, "a moment without a ready pod changes nothing");
        world.ShadowStarts = true;
        world.Until(w => w.Status.Since != since, "it begins anew");
        (world.Mirrored, world.Status.Judgement, world.Status.Subject).Should().Be((null, null, subject), "the text is the same");
        world.Done.OfType<ShadowEffect.EmitEvent>().Last(told => told.Reason == Reason.ComparisonBegan).Note.Should().Contain("behind the same image");
        world.Restart();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict on what is there now");
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.ComparisonBegan).Should().Be(2);
        world.Status.Images.Should().Be(new ComparedImages(Digest.Of("orders@sha256:3"), "orders:2") { Programs = Digest.Of("orders@sha256:3") });
    }

    [Fact]
    public void What_an_older_version_knew_as_one_digest_is_gone_on_with()
    {
        List<string> both = ["orders@sha256:2", "orders@sha256:3"];
        var old = new ComparedImages(Digest.Of("orders@sha256:2 orders@sha256:3"), "orders:2");
        old.IsOther(ComparedImages.Running(both)).Should().BeFalse();
        var known = old.With(ComparedImages.Running(both));
        known.IsOther(ComparedImages.Running(both[..1])).Should().BeFalse("it is known one by one from now on");
        known.IsOther(ComparedImages.Running(["orders@sha256:2", "orders@sha256:4"])).Should().BeTrue();
    }

    [Fact]
    public void One_of_two_programs_that_is_not_ready_for_a_moment_takes_nothing_of_what_was_found()
    {
        var world = new ShadowWorld { ShadowRuns = "orders@sha256:2 orders@sha256:3" };
        world.Until(w => w.Status.Judgement?.Counts.Compared > 500, "something is compared");
        var since = world.Status.Since;
        foreach (var ready in (string[])["orders@sha256:2", "orders@sha256:2 orders@sha256:3", "orders@sha256:3", "orders@sha256:2 orders@sha256:3"])
        {
            world.ShadowRuns = ready;
            for (var pass = 0; pass < 3; pass++) world.Pass();
            world.Restart();
        }

        world.Status.Since.Should().Be(since, "both have been compared all the time");
        world.ShadowRuns = "orders@sha256:2 orders@sha256:4";
        world.Until(w => w.Status.Since != since, "another program begins the comparison anew", 5);
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.ComparisonBegan).Should().Be(2);
    }

    [Theory]
    [InlineData("live", false)]
    [InlineData("shadow", true)]
    [InlineData("settings", true)]
    public void A_verdict_stays_when_live_changes_as_its_new_version_may_be_the_shadow_itself(string change, bool beginsAnew)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict");
        var subject = world.Status.Subject;
        Change(world, change);
        for (var pass = 0; pass < 20; pass++) world.Pass();
        (world.Status.Subject != subject).Should().Be(beginsAnew);
        (world.Mirrored is not null).Should().Be(beginsAnew);
    }

    [Theory]
    [InlineData("suspend", nameof(Reason.ShadowSuspended), false)]
    [InlineData("launch", nameof(Reason.LaunchUnderWay), false)]
    [InlineData("problem", nameof(Reason.RouteContested), true)]
    public void What_forbids_copying_ends_it_at_once_and_what_was_found_stays(string why, string reason, bool stalls)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 500, "something is compared");
        var since = world.Status.Since;
        Forbid(world, why, true);
        world.Pass();
        world.Mirrored.Should().BeNull();
        world.Condition("Ready")!.Reason.Should().Be(reason);
        (world.Condition("Stalled")!.Status == ConditionStatus.True).Should().Be(stalls);
        for (var pass = 0; pass < 5; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason.ToString() == reason).Should().Be(1, "it is told once");
        Forbid(world, why, false);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it goes on");
        world.Status.Since.Should().Be(since);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(60, false)]
    public void A_loop_removes_the_filter_until_the_spec_is_edited_however_soon(int passes, bool stays)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 100, "something is compared");
        world.IsLooping = true;
        world.Pass();
        world.Mirrored.Should().BeNull();
        world.Condition(nameof(Reason.MirrorLoop))!.Status.Should().Be(ConditionStatus.True);
        for (var pass = 0; pass < passes; pass++) world.Pass();
        world.Mirrored.Should().BeNull("the way that the requests take is still the same");
        world.IsLooping = stays;
        world.Generation++;
        world.Pass();
        world.Condition(nameof(Reason.MirrorLoop))!.Status.Should().Be(ConditionStatus.False, "what was seen before the edit says nothing of what is now");
        world.Until(w => w.Mirrored is not null, "somebody has changed something");
        for (var pass = 0; pass < 30; pass++) world.Pass();
        world.Condition(nameof(Reason.MirrorLoop))!.Status.Should().Be(stays ? ConditionStatus.True : ConditionStatus.False);
        (world.Mirrored is null).Should().Be(stays || world.Status.Phase == ShadowPhase.Decided);
    }

    [Fact]
    public void A_live_that_answers_users_and_not_the_comparison_is_told_and_nothing_is_decided()
    {
        var world = new ShadowWorld { LiveIsSilent = true };
        world.Until(w => w.Condition(nameof(Reason.LiveAnswersDiffer)) is { Status: ConditionStatus.True }, "it is told");
        world.Condition(nameof(Reason.LiveAnswersDiffer))!.Message.Should().Contain("live.tls").And.Contain("NetworkPolicy");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.LiveAnswersDiffer && told.Warning);
        for (var pass = 0; pass < 60; pass++) world.Pass();
        world.Status.Judgement!.Should().Match<ShadowJudgement>(judgement => judgement.Verdict == ShadowVerdict.Inconclusive && judgement.Why == VerdictWhy.LiveAnswersDiffer);
        world.LiveIsSilent = false;
        world.Until(w => w.Condition(nameof(Reason.LiveAnswersDiffer)) is { Status: ConditionStatus.False }, "somebody let the comparison in");
    }

    [Fact]
    public void A_loop_is_not_forgotten_over_another_problem()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared > 100, "something is compared");
        world.IsLooping = true;
        world.Pass();
        world.IsLooping = false;
        Forbid(world, "problem", true);
        for (var pass = 0; pass < 3; pass++) world.Pass();
        Forbid(world, "problem", false);
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Mirrored.Should().BeNull("nobody has edited the spec");
        world.Condition(nameof(Reason.MirrorLoop))!.Status.Should().Be(ConditionStatus.True);
    }

    [Fact]
    public void What_is_waited_for_is_said_and_nothing_is_copied_before_it_is_there()
    {
        var world = new ShadowWorld { LiveIsGone = true, ShadowStarts = false, ServerStarts = false, Acceptance = RouteAcceptance.Pending };
        Waits(world, Reason.WaitingForLive, "Service orders has no ready pod");
        world.LiveIsGone = false;
        world.Until(w => w.ShadowReplicas == 1 && w.Server is not null, "both are made");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.ComparisonBegan);
        Waits(world, Reason.WaitingForShadow, "pods are not ready yet");
        world.ShadowStarts = true;
        Waits(world, Reason.WaitingForServer, "the comparison server's pod is not ready yet");
        world.Mirrored.Should().BeNull();
        world.ServerStarts = true;
        world.Until(w => w.Mirrored is not null, "it copies");
        Waits(world, Reason.WaitingForMirror, "of 1500 comparisons");
        world.Acceptance = RouteAcceptance.Accepted;
        world.Until(w => w.Condition("Ready") is { Status: ConditionStatus.True, Reason: nameof(Reason.Comparing) }, "it compares");

        // A live that is gone for a moment ends nothing: what is compared has not changed.
        world.LiveIsGone = true;
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Mirrored.Should().NotBeNull();
    }

    [Fact]
    public void A_server_that_does_not_answer_is_said_and_its_trial_is_not_taken_for_passed()
    {
        var world = new ShadowWorld { Spec = Longer };
        world.Until(w => w.Mirrored == Share.Percent(1), "the trial begins");
        world.ServerIsSilent = true;
        var silent = world.Now;
        while (world.Now < silent + TimeSpan.FromMinutes(5)) world.Pass();
        world.Mirrored.Should().Be(Share.Percent(1), "nobody has seen how much the small share brings");
        Waits(world, Reason.WaitingForServer, "does not answer");
        world.ServerIsSilent = false;
        world.Until(w => w.Mirrored == Share.Percent(10), "it goes on");
    }

    [Fact]
    public void A_filter_of_our_name_that_nobody_asked_for_ends_while_the_server_is_silent()
    {
        var world = new ShadowWorld { ServerIsSilent = true };
        world.Until(w => w.Server is not null, "it is made");
        world.Mirrored = Share.All;
        world.Until(w => w.Mirrored is null, "it ends");
    }

    [Fact]
    public void A_server_that_starts_anew_in_the_trial_begins_the_trial_anew()
    {
        var world = new ShadowWorld { Spec = Longer, IgnoresShares = true, Requests = 30 };
        world.Until(w => w.Mirrored == Share.Percent(1), "the trial begins");
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.RestartServer();
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.SampleNotHonoured) }, "the gateway is found out all the same");
    }

    [Fact]
    public void What_is_made_for_the_server_is_made_again_when_it_does_not_become_ready()
    {
        var world = new ShadowWorld { ServerStarts = false };
        world.Until(w => w.Server is not null, "it is made");
        var made = world.Done.OfType<ShadowEffect.ApplyServer>().Count();
        var since = world.Now;
        while (world.Now < since + TimeSpan.FromMinutes(10)) world.Pass();
        (world.Done.OfType<ShadowEffect.ApplyServer>().Count() - made).Should().BeInRange(8, 11, "somebody may have taken its file away; once a minute is often enough");
    }

    [Fact]
    public void A_verdict_does_not_wait_for_its_evidence_to_be_kept()
    {
        var world = new ShadowWorld();
        var last = world.Pass();
        while (world.Status.Phase != ShadowPhase.Decided) last = world.Pass();
        var effects = last.Effects.ToList();
        effects.FindIndex(effect => effect is ShadowEffect.SetMirror { Sample: null }).Should().Be(0, "users first");
        effects.FindIndex(effect => effect is ShadowEffect.PatchStatus).Should().BeInRange(0, effects.FindIndex(effect => effect is ShadowEffect.KeepEvidence), "a ConfigMap that is refused must not hold a verdict up");
    }

    private static void Waits(ShadowWorld world, Reason reason, string message)
    {
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Condition("Ready")!.Reason.Should().Be(reason.ToString());
        world.Condition("Ready")!.Message.Should().Contain(message);
        world.Condition("Reconciling")!.Status.Should().Be(ConditionStatus.True);
    }

    [Fact]
    public void A_deleted_shadow_takes_its_filter_along_first_wherever_it_is()
    {
        for (var passes = 0; passes < 30; passes++)
        {
            var world = new ShadowWorld();
            for (var pass = 0; pass < passes; pass++) world.Pass();
            world.Deleting = true;
            world.Until(w => w.IsGone || !w.HasFinalizer, "it goes", 30);
            world.Mirrored.Should().BeNull();
            world.Server.Should().BeNull();
            world.ShadowReplicas.Should().BeNull();
        }
    }

    [Fact]
    public void A_route_that_the_spec_names_no_more_loses_its_filter_while_the_other_goes_on()
    {
        var world = new ShadowWorld { Spec = Longer };
        world.Until(w => w.Mirrored == Share.Percent(10), "all is copied");
        world.MirroredByFormer = Share.Percent(10);
        world.Until(w => w.MirroredByFormer is null, "it is taken away", 3);
        world.Mirrored.Should().Be(Share.Percent(10));
    }

    [Fact]
    public void A_shadow_that_is_deleted_and_holds_nothing_up_any_more_is_left_alone()
    {
        var world = new ShadowWorld { Deleting = true };
        for (var pass = 0; pass < 5; pass++) world.Pass();
        world.Done.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1.08, false)]
    [InlineData(20, false)]
    [InlineData(20, true)]
    public void A_server_goes_five_seconds_after_the_filter_however_long_its_end_took_to_be_written(double seconds, bool restarted)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Mirrored is not null, "it copies");
        (world.RouteTakes, world.Deleting) = (TimeSpan.FromSeconds(seconds), true);
        world.Until(w => w.Mirrored is null && w.Status.Mirror is { IsCopying: false }, "the copying ends", 2);
        if (restarted) world.Restart();

        // Whether five seconds have passed is asked where the server goes.
        world.Until(w => w.IsGone, "it goes", 30);
        world.Server.Should().BeNull();
    }

    [Fact]
    public void Counts_are_written_twice_a_minute_at_most()
    {
        var world = new ShadowWorld { Spec = Longer };
        world.Until(w => w.Mirrored == Share.Percent(10), "all is copied");
        for (var pass = 0; pass < 10; pass++) world.Pass();
        var (before, since) = (world.StatusWrites, world.Now);
        while (world.Now - since < TimeSpan.FromMinutes(10)) world.Pass();
        (world.StatusWrites - before).Should().BeInRange(5, 21);
    }

    private static Core.ShadowDeployments.Spec.ShadowSpec Longer { get; } = new ShadowWorld().Spec with { Verdict = new VerdictRules { Over = TimeSpan.FromHours(2), MinComparisons = 1_500, MaxMismatch = 0.01 } };

    private static void Change(ShadowWorld world, string change)
    {
        if (change == "live") world.LiveImage = "orders:1.1";
        if (change == "shadow") world.ShadowImage = "orders:2.1";
        if (change == "settings") world.Spec = world.Spec with { Settings = "s2" };
    }

    private static void Forbid(ShadowWorld world, string why, bool forbid)
    {
        if (why == "suspend") world.Spec = world.Spec with { Suspended = forbid };
        if (why == "launch") world.Launching = forbid ? "orders" : null;
        if (why == "problem") world.Problems = forbid ? [new Problem(Reason.RouteContested, "spec.live.gatewayAPI", "GatewayClass x cannot")] : [];
    }
}
