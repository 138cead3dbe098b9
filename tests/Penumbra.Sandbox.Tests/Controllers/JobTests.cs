using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.Jobs;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class JobTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_job_is_complete_when_its_pod_has_succeeded()
    {
        Job("smoke", seconds: 3, exit: 0);
        _cluster.Pass(2);
        _cluster.Get(BuiltInTypes.Job, "smoke").Number("status", "active").Should().Be(1);
        _cluster.Pass(2);

        var job = _cluster.Get(BuiltInTypes.Job, "smoke");
        Conditions.Status(job, "Complete").Should().Be("True");
        (job.Number("status", "succeeded"), job.Number("status", "active")).Should().Be((1, null));
    }

    [Fact]
    public void A_job_fails_when_its_backoff_limit_is_reached()
    {
        Job("smoke", seconds: 1, exit: 3, extra: ""","backoffLimit":1""");
        _cluster.Pass(60);

        var job = _cluster.Get(BuiltInTypes.Job, "smoke");
        Conditions.Find(job["status"], "Failed").Text("reason").Should().Be("BackoffLimitExceeded");
        job.Number("status", "failed").Should().Be(2);
    }

    [Theory]
    [InlineData(2, "PodFailurePolicy", 1)]
    [InlineData(3, "BackoffLimitExceeded", 2)]
    public void An_exit_code_that_the_failure_policy_names_fails_the_job_at_once(int exit, string reason, int pods)
    {
        Job("smoke", seconds: 1, exit, extra: """
            ,"backoffLimit":1,"podFailurePolicy":{"rules":[
                {"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget","status":"True"}]},{"action":"FailJob","onExitCodes":{"operator":"In","values":[2]}}]}
            """);
        _cluster.Pass(60);

        var job = _cluster.Get(BuiltInTypes.Job, "smoke");
        Conditions.Find(job["status"], "Failed").Text("reason").Should().Be(reason);
        job.Number("status", "failed").Should().Be(pods);
    }

    [Fact]
    public void A_job_that_runs_too_long_fails_at_its_deadline_and_is_gone_after_its_time_to_live()
    {
        Job("smoke", seconds: 100, exit: 0, extra: ""","activeDeadlineSeconds":10,"ttlSecondsAfterFinished":20""");
        _cluster.Pass(12);
        Conditions.Find(_cluster.Get(BuiltInTypes.Job, "smoke")["status"], "Failed").Text("reason").Should().Be("DeadlineExceeded");
        _cluster.Pass(20);

        _cluster.Find(BuiltInTypes.Job, "smoke").Should().BeNull();
        _cluster.Pods.Should().BeEmpty();
    }

    [Fact]
    public void A_job_runs_as_many_pods_at_a_time_as_its_parallelism()
    {
        Job("many", seconds: 2, exit: 0, extra: ""","completions":5,"parallelism":2""");
        _cluster.Pods.Should().HaveCount(2);
        _cluster.Pass(10);

        Conditions.Status(_cluster.Get(BuiltInTypes.Job, "many"), "Complete").Should().Be("True");
        _cluster.Pods.Should().HaveCount(5);
    }

    [Fact]
    public void A_cron_job_runs_on_its_schedule_and_forbids_overlap()
    {
        CronJob("nightly", "*/10 * * * *", seconds: 15 * 60, """ "concurrencyPolicy":"Forbid", """);
        _cluster.Pass(TimeSpan.FromMinutes(9));
        _cluster.All(BuiltInTypes.Job).Should().BeEmpty();
        _cluster.Pass(TimeSpan.FromMinutes(12));
        _cluster.All(BuiltInTypes.Job).Should().HaveCount(1);
        _cluster.Pass(TimeSpan.FromMinutes(6));

        _cluster.All(BuiltInTypes.Job).Should().HaveCount(2);
        _cluster.Get(BuiltInTypes.CronJob, "nightly").Moment("status", "lastSuccessfulTime").Should().NotBeNull();
    }

    [Fact]
    public void A_job_that_others_made_in_a_cron_jobs_name_holds_its_schedule_not_up()
    {
        CronJob("nightly", "*/10 * * * *", seconds: 15 * 60, """ "concurrencyPolicy":"Forbid", """);
        var cron = _cluster.Get(BuiltInTypes.CronJob, "nightly");
        _cluster.Create(BuiltInTypes.Job, $$"""
            {"metadata":{"name":"by-hand","ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"nightly","uid":"{{cron.Uid()}}","controller":true}]},"spec":{"template":{{Template(60 * 60, 0)}} } }
            """);
        _cluster.Pass(TimeSpan.FromMinutes(12));

        _cluster.All(BuiltInTypes.Job).Should().HaveCount(2, "the schedule's own run began beside it");
        _cluster.Get(BuiltInTypes.CronJob, "nightly")["status"]!["active"]!.AsArray().Should().ContainSingle().Which!["name"]!.GetValue<string>().Should().StartWith("nightly-");
        _cluster.Pass(TimeSpan.FromMinutes(10));
        _cluster.All(BuiltInTypes.Job).Should().HaveCount(2, "its own run holds it up");
    }

    [Fact]
    public void A_suspended_cron_job_runs_nothing_and_history_is_limited()
    {
        CronJob("often", "* * * * *", seconds: 1, """ "successfulJobsHistoryLimit":2, """);
        _cluster.Pass(TimeSpan.FromMinutes(6.5));
        _cluster.All(BuiltInTypes.Job).Should().HaveCount(2);

        _cluster.Edit(BuiltInTypes.CronJob, "often", obj => obj["spec"]!["suspend"] = true);
        var last = _cluster.Get(BuiltInTypes.CronJob, "often").Text("status", "lastScheduleTime");
        _cluster.Pass(TimeSpan.FromMinutes(6));

        _cluster.Get(BuiltInTypes.CronJob, "often").Text("status", "lastScheduleTime").Should().Be(last);
    }

    [Theory]
    [InlineData("0 3 * * *", null, "2026-11-22T03:00:00Z")]
    [InlineData("*/15 9-17 * * mon-fri", null, "2026-11-23T09:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Tallinn", "2026-11-22T01:00:00Z")]
    [InlineData("30 12 1 jan,JUL *", null, "2027-01-01T12:30:00Z")]
    [InlineData("0 0 13 * 5", null, "2026-11-27T00:00:00Z")]
    [InlineData("@hourly", null, "2026-11-21T10:00:00Z")]
    [InlineData("0 12 * * 7", null, "2026-11-22T12:00:00Z")]
    public void A_schedule_finds_its_next_time(string schedule, string? zone, string next)
        => CronSchedule.Parse(schedule, zone)!.Next(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero)).Should().Be(DateTimeOffset.Parse(next));

    [Theory]
    [InlineData("30 3 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 3 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("30 3 * * *", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/20 * * * *", "2026-10-25T00:45:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("30 3 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("10 0 29 3 *", "2026-03-01T12:00:00Z", "2026-03-28T22:10:00Z")]
    [InlineData("10 0 30 3 *", "2026-03-28T22:10:00Z", "2026-03-29T21:10:00Z")]
    public void A_time_that_a_clock_change_repeats_comes_twice_and_one_that_it_skips_not_at_all(string schedule, string after, string next)
        => CronSchedule.Parse(schedule, "Europe/Tallinn")!.Next(DateTimeOffset.Parse(after)).Should().Be(DateTimeOffset.Parse(next));

    [Fact]
    public void A_schedule_finds_the_times_that_every_minute_looked_at_by_itself_has()
    {
        foreach (var (schedule, zone) in new[] { ("*/7 1-3 * * *", "Australia/Lord_Howe"), ("5 */5 * * sun", "Europe/Tallinn"), ("59 23 31 * *", "America/New_York"), ("0 2 * * *", "Antarctica/Troll") })
        {
            var (read, place) = (CronSchedule.Parse(schedule, zone)!, TimeZoneInfo.FindSystemTimeZoneById(zone));
            var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var next = read.Next(time);
            for (var minute = time.AddMinutes(1); minute < time.AddYears(1); minute = minute.AddMinutes(1))
            {
                var local = TimeZoneInfo.ConvertTime(minute, place);
                var comes = schedule switch
                {
                    "*/7 1-3 * * *" => local.Minute % 7 == 0 && local.Hour is >= 1 and <= 3,
                    "5 */5 * * sun" => local.Minute == 5 && local.Hour % 5 == 0 && local.DayOfWeek == DayOfWeek.Sunday,
                    "59 23 31 * *" => local is { Minute: 59, Hour: 23, Day: 31 },
                    _ => local is { Minute: 0, Hour: 2 },
                };
                (next == minute).Should().Be(comes, "{0} in {1} at {2}", schedule, zone, minute);
                if (comes) next = read.Next(minute);
            }
        }
    }

    [Fact]
    public void An_interval_comes_so_much_after_the_last_time()
    {
        CronJob("often", "@every 8m", seconds: 60, "");
        var began = _cluster.Get(BuiltInTypes.CronJob, "often").Created();
        _cluster.Pass(TimeSpan.FromMinutes(7.9));
        LastTime("often").Should().BeNull();
        _cluster.Pass(TimeSpan.FromMinutes(17));
        LastTime("often").Should().Be(began.AddMinutes(24));
        _cluster.All(BuiltInTypes.Job).Should().HaveCount(3);
    }

    [Fact]
    public void An_interval_longer_than_the_deadline_of_starts_never_ends()
    {
        // So it is in Kubernetes: mostRecentScheduleTime of its CronJob controller counts from now minus the deadline, where that is later than the last time.
        CronJob("never", "@every 8m", seconds: 60, """ "startingDeadlineSeconds":360, """);
        CronJob("often", "@every 5m", seconds: 60, """ "startingDeadlineSeconds":360, """);
        _cluster.Pass(TimeSpan.FromMinutes(30));
        LastTime("never").Should().BeNull();
        LastTime("often").Should().NotBeNull();
    }

    [Theory]
    [InlineData("* * * *")]
    [InlineData("@every")]
    [InlineData("@every while")]
    [InlineData("60 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    public void A_malformed_schedule_is_none(string schedule) => CronSchedule.Parse(schedule).Should().BeNull();

    private DateTimeOffset? LastTime(string name) => _cluster.Get(BuiltInTypes.CronJob, name).Moment("status", "lastScheduleTime");

    private static string Template(int seconds, int exit) => $$"""
        {"spec":{"restartPolicy":"Never","containers":[{"name":"run","image":"smoke:1",
          "env":[{"name":"PENUMBRA_JOB_SECONDS","value":"{{seconds}}"},{"name":"PENUMBRA_EXIT_CODE","value":"{{exit}}"}]}]} }
        """;

    private void Job(string name, int seconds, int exit, string extra = "")
        => _cluster.Create(BuiltInTypes.Job, $$"""{"metadata":{"name":"{{name}}"},"spec":{"template":{{Template(seconds, exit)}}{{extra}} } }""");

    private void CronJob(string name, string schedule, int seconds, string extra)
        => _cluster.Create(BuiltInTypes.CronJob, $$"""
            {"metadata":{"name":"{{name}}"},"spec":{"schedule":"{{schedule}}",{{extra}}"jobTemplate":{"spec":{"template":{{Template(seconds, 0)}} } } } }
            """);
}
