using System.Collections.Immutable;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives.Ranks;

/// <summary>What is kept of a query that is compared with stable: the evidence, the open window, and the means of the last windows for the interval that people see.</summary>
public sealed record RankMemory
{
    /// <summary>How many windows' means are kept.</summary>
    public const int Kept = 20;

    /// <summary>The evidence.</summary>
    public SignProcess Evidence { get; init; } = SignProcess.Begin();

    /// <summary>How many windows were compared.</summary>
    public int Windows { get; init; }

    /// <summary>When the open window began; null before the first value.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The open window's values of the candidate: their sum and number.</summary>
    public (double Sum, int Count) Candidate { get; init; }

    /// <summary>The same of stable.</summary>
    public (double Sum, int Count) Stable { get; init; }

    /// <summary>The means of the last windows.</summary>
    public ImmutableList<(double Candidate, double Stable)> Means { get; init; } = [];

    /// <summary>The median of stable's last windows; null before the first.</summary>
    public double? StableMedian => Means.Count == 0 ? null : Means.Select(pair => pair.Stable).Order().ElementAt((Means.Count - 1) / 2);

    /// <summary>Takes a value in.</summary>
    public RankMemory With(double value, bool isStable, DateTimeOffset at) => isStable
        ? this with { Stable = (Stable.Sum + value, Stable.Count + 1) }
        : this with { Candidate = (Candidate.Sum + value, Candidate.Count + 1), Start = Start ?? at };

    /// <summary>
    /// Compares a window that is over. Without values of both it says nothing; once stable has no traffic its last full window stands for it, or the median of the last ones where that is kinder to the
    /// candidate: one window that was good by chance is no measure for a whole bake.
    /// </summary>
    /// <param name="objective">What is compared.</param>
    /// <param name="plan">What is freed when.</param>
    /// <param name="isAlone">Whether stable has no traffic any more.</param>
    /// <param name="now">The present.</param>
    public RankMemory Settle(Objective objective, SpendingPlan plan, bool isAlone, DateTimeOffset now)
    {
        if (Start is not { } start || now - start < objective.Window || objective.Bound is not Bound.NoWorseThanStable than) return this;
        var closed = this with { Start = null, Candidate = default, Stable = default };
        if (isAlone)
        {
            if (Candidate.Count == 0 || StableMedian is not { } median) return closed;
            var last = Means[^1].Stable;
            var reference = than.LowerIsWorse ? Math.Min(last, median) : Math.Max(last, median);
            return closed with { Evidence = Evidence.Add(plan, SignProcess.IsBeyond(Candidate.Sum / Candidate.Count, reference, than.By, than.LowerIsWorse)), Windows = Windows + 1 };
        }

        if (Candidate.Count == 0 || Stable.Count == 0) return closed;
        var (one, other) = (Candidate.Sum / Candidate.Count, Stable.Sum / Stable.Count);
        var means = Means.Add((one, other));
        return closed with
        {
            Evidence = Evidence.Add(plan, SignProcess.IsBeyond(one, other, than.By, than.LowerIsWorse)),
            Windows = Windows + 1,
            Means = means.Count > Kept ? means.RemoveAt(0) : means,
        };
    }
}
