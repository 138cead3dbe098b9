using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>
/// A crash takes its bad events with it: the counters of a process that died say nothing. So every launch has this objective besides its own: a container of the candidate that
/// restarted, or a ready pod that vanished without our doing, counts; more than one of a pod, or more than two in all, within ten minutes are Bad.
/// </summary>
public static class RestartObjective
{
    /// <summary>The objective's name.</summary>
    public const string Name = "penumbra-restarts";

    /// <summary>How long a restart counts.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(10);

    /// <summary>So many of one pod are borne.</summary>
    public const int MostOfOne = 1;

    /// <summary>So many in all are borne.</summary>
    public const int MostInAll = 2;

    // More says no more.
    private const int Kept = 16;

    /// <summary>
    /// Takes in what is seen of the candidate's pods: what has risen or gone since the last look counts as one each time, and as much as it rose. Where an earlier process looked last, what has risen
    /// since counts when it happened, as far as that is known; what has gone counts nothing, as nobody saw whose doing it was.
    /// </summary>
    /// <param name="memory">What was seen before.</param>
    /// <param name="pods">The pods of the candidate, and how often the containers of each have restarted.</param>
    /// <param name="isOurDoing">Whether pods may go because the candidate's size was changed, or it is not tried any more.</param>
    /// <param name="now">The present.</param>
    public static RestartMemory Look(RestartMemory memory, ImmutableSortedDictionary<string, PodRestarts> pods, bool isOurDoing, DateTimeOffset now)
    {
        var crashes = memory.Crashes.Select(crash => crash.At > now ? crash with { At = now } : crash).Where(crash => now - crash.At < Window).ToList();
        foreach (var (uid, pod) in pods)
        {
            var before = memory.Pods.TryGetValue(uid, out var known) ? known.Restarts : memory.IsComplete ? 0 : pod.Restarts;
            var more = Math.Min(Kept, pod.Restarts - before);
            var at = memory.WrittenAt is { } from && pod.CrashedAt is { } said ? Between(from, said, now) : now;

            // Longer ago than counts: of so long a time nothing is known but when the newest was.
            if (memory.WrittenAt is { } written && now - written >= Window) more = pod.CrashedAt is null || now - at >= Window ? 0 : Math.Min(1, more);
            for (; more > 0; more--) crashes.Add(new Crash(uid, at));
        }

        if (!isOurDoing && memory.WrittenAt is null)
        {
            foreach (var (uid, pod) in memory.Pods)
            {
                if (pod.Ready && !pods.ContainsKey(uid)) crashes.Add(new Crash(uid, now));
            }
        }

        return new RestartMemory { Pods = Marks(memory, pods), Crashes = [.. crashes.OrderBy(crash => crash.At).TakeLast(Kept)], IsComplete = true };
    }

    // A pod's counter never falls: a list that says less, or nothing of a pod, may be an older one.
    private static ImmutableSortedDictionary<string, PodRestarts> Marks(RestartMemory memory, ImmutableSortedDictionary<string, PodRestarts> pods)
    {
        var marks = pods;
        foreach (var (uid, known) in memory.Pods.Where(known => known.Value.Restarts > 0))
        {
            if (!pods.TryGetValue(uid, out var pod)) marks = marks.Count < RestartText.MostPods ? marks.SetItem(uid, known with { Ready = false, IsGone = true }) : marks;
            else if (pod.Restarts < known.Restarts) marks = marks.SetItem(uid, pod with { Restarts = known.Restarts });
        }

        return marks;
    }

    /// <summary>What they come to.</summary>
    public static Evaluation Judge(RestartMemory memory, DateTimeOffset now)
    {
        var crashes = memory.Crashes.Where(crash => now - crash.At < Window).ToList();
        var most = crashes.GroupBy(crash => crash.Pod, StringComparer.Ordinal).Select(group => group.Count()).DefaultIfEmpty(0).Max();
        var isBad = most > MostOfOne || crashes.Count > MostInAll;
        return new Evaluation
        {
            Objective = Name,
            Judge = JudgeKind.Sequential,
            Verdict = isBad ? Verdict.Bad : Verdict.Good,
            Value = $"{crashes.Count} in 10m",
            Bound = $"<= {MostOfOne} per pod, {MostInAll} in all",
            Samples = memory.Pods.Count(pod => !pod.Value.IsGone),
            At = now,
            Since = now,
            CountsFailures = true,
        };
    }

    // Another machine's clock may be ahead or behind.
    private static DateTimeOffset Between(DateTimeOffset from, DateTimeOffset at, DateTimeOffset to) => at > to || from > to ? to : at < from ? from : at;
}
