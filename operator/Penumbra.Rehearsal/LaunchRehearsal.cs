using System.Globalization;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Runs;
using Penumbra.Rehearsal.Worlds;

namespace Penumbra.Rehearsal;

/// <summary>Rehearses a launch: many times with nothing wrong, and many times with each fault. Pure: no clock, no files, the same result for the same request.</summary>
public static class LaunchRehearsal
{
    private const int MostChecks = 40;

    /// <summary>Rehearses; null, with a sentence, for a launch that would not even start.</summary>
    /// <param name="request">What is to be rehearsed.</param>
    /// <param name="problem">Why not.</param>
    /// <param name="told">Hears what is rehearsed next; null for nobody.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static RehearsalResult? Run(RehearsalRequest request, out string? problem, Action<string>? told = null, CancellationToken cancellationToken = default)
    {
        var warnings = new List<string>(request.Warnings);
        var launch = request.Settings.Launch with { Spec = Started(request.Settings.Launch.Spec, warnings) };
        var settings = request.Settings with { Launch = launch };
        warnings.AddRange(NotRehearsed(launch.Spec));
        if (RehearsedCluster.Adopted(launch, settings.PodStart, out problem) is not { } adopted) return null;

        RunResult One(DarkLaunchSpec spec, Fault fault, ulong seed, Timeline? timeline = null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new LaunchRun(settings, adopted, spec, fault, seed, timeline).Play();
        }

        // Each run has its own chance and its own place: the order in which they end means nothing.
        RunResult[] Many(DarkLaunchSpec spec, Fault fault, int runs)
        {
            var results = new RunResult[runs];
            Parallel.For(0, runs, new ParallelOptions { CancellationToken = cancellationToken }, run => results[run] = One(spec, fault, Seed(request.Seed, run)));
            return results;
        }

        var goodTimeline = new Timeline();
        var first = One(launch.Spec, Fault.None, Seed(request.Seed, 0), goodTimeline);
        if (first.Step == 0)
        {
            problem = first.Message;
            return null;
        }

        told?.Invoke("a good release");
        var good = Good(Many(launch.Spec, Fault.None, request.Runs));
        var faults = new List<FaultPower>();
        foreach (var fault in request.Faults)
        {
            told?.Invoke(fault.ToString());
            var isWatched = Watching.Of(launch.Spec, settings.Traffic, fault) is not null;
            var power = isWatched ? Of(fault, Many(launch.Spec, fault, request.Runs), request.Seed) : new FaultPower { Fault = fault, Runs = 0 };
            if (!power.IsNoticed) power = power with { Advice = HoldAdvice.For(settings, fault, spec => Many(spec, fault, Math.Min(MostChecks, request.Runs)).Average(run => run.Noticed ? 1.0 : 0)) };
            faults.Add(power with { Sentence = Sentences.Of(power) });
        }

        var shown = faults.FirstOrDefault(power => power.Noticed == power.Runs && power.Runs > 0) ?? faults.FirstOrDefault(power => power.IsNoticed) ?? faults.FirstOrDefault(power => power.Runs > 0);
        var faultTimeline = shown is null ? null : new Timeline();
        if (shown is not null) One(launch.Spec, shown.Fault, shown.MedianSeed, faultTimeline);
        return new RehearsalResult
        {
            Request = request with { Settings = settings }, Good = good, GoodTimeline = goodTimeline, Faults = faults, Shown = shown?.Fault, FaultTimeline = faultTimeline, Warnings = warnings,
        };
    }

    private static ulong Seed(ulong seed, int run) => unchecked(seed * 0x9E3779B97F4A7C15UL + (ulong)run * 0xD1342543DE82EF95UL);

    private static GoodPower Good(RunResult[] runs)
    {
        var astray = runs.Where(run => run.End != RunEnd.Promoted).ToList();
        return new GoodPower
        {
            Runs = runs.Length,
            Promoted = runs.Length - astray.Count,
            Stopped = astray.Count(run => run.End != RunEnd.Unfinished),
            Waiting = astray.Count(run => run.End == RunEnd.Unfinished),
            Obstacle = astray.GroupBy(run => run.Reason).OrderByDescending(group => group.Count()).Select(group => $"{group.Key}: {group.First().Message}").FirstOrDefault() ?? "",
            Seconds = Quantiles.Of(runs.Where(run => run.End == RunEnd.Promoted).Select(run => run.At.TotalSeconds)),
        };
    }

    private static FaultPower Of(Fault fault, RunResult[] runs, ulong seed)
    {
        var noticed = runs.Select((run, index) => (Run: run, Index: index)).Where(pair => pair.Run.Noticed).OrderBy(pair => pair.Run.AfterFirstFault).ThenBy(pair => pair.Index).ToList();
        return new FaultPower
        {
            Fault = fault,
            Runs = runs.Length,
            Noticed = noticed.Count,
            Promoted = runs.Count(run => run.End == RunEnd.Promoted),
            Waiting = runs.Count(run => run.End == RunEnd.Unfinished),
            StoppedOtherwise = runs.Count(run => run.End is RunEnd.WentBack or RunEnd.Paused && !run.Noticed),
            Seconds = Quantiles.Of(noticed.Select(pair => (pair.Run.AfterFirstFault ?? TimeSpan.Zero).TotalSeconds)),
            Step = noticed.GroupBy(pair => pair.Run.Step).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => group.Key).FirstOrDefault(),
            Hurt = Quantiles.Of(runs.Select(run => (double)run.Hurt))!,
            MedianSeed = Seed(seed, noticed.Count > 0 ? noticed[(noticed.Count - 1) / 2].Index : 0),
        };
    }

    // What holds a launch for a person's sake alone would hold every rehearsal for ever.
    private static DarkLaunchSpec Started(DarkLaunchSpec spec, List<string> warnings)
    {
        if (spec.Paused) warnings.Add("spec.paused: true holds the launch; it is rehearsed as if it were false");
        if (spec.PinnedRevision is not null) warnings.Add("spec.pinnedRevision skips the steps; it is rehearsed as if it were not set");
        return spec with { Paused = false, PinnedRevision = null };
    }

    private static IEnumerable<string> NotRehearsed(DarkLaunchSpec spec)
    {
        if (spec.Objectives.All(objective => objective.Mode != ObjectiveMode.Enforce)) yield return "no objective acts: nothing but readiness guards this launch, and no fault is noticed";
        for (var index = 0; index < spec.Objectives.Count; index++)
        {
            var objective = spec.Objectives[index];
            var path = string.Create(CultureInfo.InvariantCulture, $"spec.objectives[{index}]");
            if (objective.Indicator is Indicator.Query) yield return $"{path} ({objective.Name}) is a query, whose values nobody can foresee: it is taken for good throughout{(objective.Judge == JudgeKind.Threshold && objective.Mode == ObjectiveMode.Enforce ? "; in life it has no stated rate of false alarms" : "")}";
            else if (objective.Judge == JudgeKind.Threshold) yield return $"{path} ({objective.Name}) is judged by Threshold: rehearsed, but without a stated rate of false alarms";
        }

        var gates = spec.Steps.Count(step => step.Gate == StepGate.Manual);
        if (gates > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{gates} manual gate{(gates > 1 ? "s are" : " is")} approved as --approve-after says; evenings and weekends are not rehearsed");
    }
}
