using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// Waiting by progress. How often to look follows from what remains; slower than usual is said long before it is a failure; a failure is no progress at all for
/// longer than a limit, however long the whole takes.
/// </summary>
public static class Pace
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastLimit = TimeSpan.FromHours(2);
    private static readonly TimeSpan Quick = TimeSpan.FromMinutes(2);

    /// <summary>When the next look is due: a twentieth of what remains, from 15 s to 5 min, and up to a tenth more, so that many refreshes do not ask at once.</summary>
    /// <param name="step">The step that waits.</param>
    /// <param name="seed">What the jitter depends on.</param>
    /// <param name="now">The moment.</param>
    /// <param name="least">The shortest pause; 15 s where nobody says otherwise.</param>
    public static TimeSpan Poll(StepStatus step, string seed, DateTimeOffset now, TimeSpan? least = null)
    {
        // Without any estimate: often at first, and the less often the longer it has lasted.
        var remaining = step.ExpectedBy is { } by && by > now ? by - now : now - step.Since;
        var poll = TimeSpan.FromTicks(Math.Clamp(remaining.Ticks / 20, (least ?? RunFacts.UsualPoll).Ticks, Longest.Ticks));
        return poll + (poll * (Jitter($"{seed}/{now.UtcTicks.ToString(CultureInfo.InvariantCulture)}") / 10));
    }

    /// <summary>When a step is expected to be done: by the slope of its percentage, else by what is usual; null when nobody can tell.</summary>
    public static DateTimeOffset? Expected(StepStatus step, DateTimeOffset now)
    {
        if (step.Progress is > 0 and < 100 and { } percent && now > step.Since) return Rounded(step.Since, (now - step.Since) * (100d / percent));
        return step.Usually is { } usually && step.Since + usually > now ? Rounded(step.Since, usually) : null;
    }

    /// <summary>Whether a step takes markedly longer than usual: half as long again, and at least five minutes more.</summary>
    public static bool IsSlow(StepStatus step, DateTimeOffset now) =>
        step.Usually is { } usually && now - step.Since > TimeSpan.FromTicks(Math.Max((usually * 1.5).Ticks, (usually + TimeSpan.FromMinutes(5)).Ticks));

    /// <summary>How long nothing may move: two hours, or three times the usual time of the whole step.</summary>
    public static TimeSpan Limit(StepStatus step) => step.Usually is { } usually && usually * 3 > LeastLimit ? usually * 3 : LeastLimit;

    /// <summary>How long to wait after a call failed: twice as long each time, from 5 s to 5 min, or as long as the cloud asks.</summary>
    public static TimeSpan Backoff(int count, TimeSpan? asked, string seed)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, 5 * Math.Pow(2, Math.Clamp(count - 1, 0, 10))));
        if (asked is { } least && least > wait) wait = least;
        return wait + (wait * (Jitter(seed) / 10));
    }

    // From 0 to 1, the same for the same text: no generator is needed and a run can be replayed.
    private static double Jitter(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return (hash >> 8) / (double)(1 << 24);
    }

    // Up to the minute, so that an estimate does not cost a write at each look; what takes less than two minutes, up to the second.
    private static DateTimeOffset Rounded(DateTimeOffset since, TimeSpan whole)
    {
        var (at, unit) = ((since + whole).UtcTicks, whole < Quick ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMinute);
        return new DateTimeOffset(at - (at % unit) + unit, TimeSpan.Zero);
    }
}
