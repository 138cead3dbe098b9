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

    /// <summary>Takes a value in.</summary>
    public RankMemory With(double value, bool isStable, DateTimeOffset at) => isStable
        ? this with { Stable = (Stable.Sum + value, Stable.Count + 1) }
        : this with { Candidate = (Candidate.Sum + value, Candidate.Count + 1), Start = Start ?? at };

    /// <summary>Compares a window that is over. Without values of both it says nothing.</summary>
    public RankMemory Settle(Objective objective, SpendingPlan plan, DateTimeOffset now)
    {
        if (Start is not { } start || now - start < objective.Window || objective.Bound is not Bound.NoWorseThanStable than) return this;
        var closed = this with { Start = null, Candidate = default, Stable = default };
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
