namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Tells an outage from answers that are missing now and then: an outage is one mismatch a minute, however many requests it meets, and every other missing answer is the mismatch that it is. There is an
/// outage while a walk that goes up with each missing answer and down with each answer is above zero, so while the shadow is mostly silent; what comes then, answered or not, is passed over until the next minute.
/// </summary>
/// <remarks>
/// Whether a request is passed over is known before its answer: by those before it and by the minute alone. So the capital of <see cref="MismatchEvidence"/> only leaves bets out by what is past, and stays a
/// supermartingale under the same null, that each request differs with a chance of at least (or at most) the margin given all before it. Ville's inequality holds as it did (optional skipping; Doob 1953). Were
/// it decided by the answer itself, such as by dropping what is missing and counting what is not, a shadow that answers three of four requests would look as good as one that answers all.
/// What is passed over is bounded, as bad minutes could hide there: an outage shorter than a minute is one in a hundredth of the minutes of the verdict at most (one at least), and counts answer by answer from then on. Longer
/// ones are bounded by <see cref="ShadowHealth.DownInAll"/>.
/// </remarks>
public sealed record Outages
{
    /// <summary>The walk goes no higher: after so many answers more than missing ones the shadow is there again, whatever was before. As many may be under way as an outage ends.</summary>
    public const int MostDepth = 32;

    private const int Hundredth = 100;

    /// <summary>None yet.</summary>
    public static Outages None { get; } = new();

    /// <summary>The last minute in which a missing answer counted.</summary>
    public long Minute { get; init; } = -1;

    /// <summary>The walk: how much more was missing than answered lately.</summary>
    public int Depth { get; init; }

    /// <summary>Since when nothing was answered; null when the last request was.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last minute in which a missing answer was passed over.</summary>
    public long PassedMinute { get; init; } = -1;

    /// <summary>In how many minutes missing answers were passed over that were no longer outage than a minute.</summary>
    public long PassedMinutes { get; init; }

    /// <summary>Whether the next request is passed over, whatever becomes of it.</summary>
    /// <param name="at">When it is.</param>
    /// <param name="minute">The minute that falls into.</param>
    /// <param name="over">How long is compared.</param>
    public bool Passes(DateTimeOffset at, long minute, TimeSpan over) =>
        Depth > 0 && minute == Minute && (IsLong(at) || minute == PassedMinute || PassedMinutes < Math.Max(1, over.Ticks / TimeSpan.TicksPerMinute / Hundredth));

    /// <summary>With one request more.</summary>
    /// <param name="isSilent">Whether the shadow did not answer it.</param>
    /// <param name="at">When.</param>
    /// <param name="minute">The minute that falls into.</param>
    /// <param name="passes">Whether it was passed over.</param>
    public Outages With(bool isSilent, DateTimeOffset at, long minute, bool passes)
    {
        if (!isSilent) return this with { Depth = Math.Max(0, Depth - 1), Since = null };
        var next = this with { Depth = Math.Min(MostDepth, Depth + 1), Since = Since ?? at };
        if (!passes) return next with { Minute = minute };
        return minute == PassedMinute || IsLong(at) ? next : next with { PassedMinute = minute, PassedMinutes = PassedMinutes + 1 };
    }

    private bool IsLong(DateTimeOffset at) => Since is { } since && at - since >= TimeSpan.FromMinutes(1);
}
