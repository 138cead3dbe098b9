using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Which fields differed in one comparison. Kept as a whole, so that a field which turns out to be noisy later can be taken out of all that was counted before.
/// </summary>
public sealed class OutcomePattern : IEquatable<OutcomePattern>, IComparable<OutcomePattern>
{
    private readonly string _key;

    /// <summary>The pattern of one comparison.</summary>
    /// <param name="shadow">Where the shadow differs, sorted.</param>
    /// <param name="live">Where live differs from itself, sorted, empty when it agrees; null when it was asked once only.</param>
    public OutcomePattern(ImmutableArray<Difference> shadow, ImmutableArray<Difference>? live)
    {
        Shadow = shadow;
        Live = live;
        _key = live is { } twice ? $"{string.Join('|', shadow)}//{string.Join('|', twice)}" : string.Join('|', shadow);
    }

    /// <summary>Nothing differs.</summary>
    public static OutcomePattern Same { get; } = new([], null);

    /// <summary>More kinds of patterns than are kept: the shadow differs somewhere.</summary>
    public static OutcomePattern Rest { get; } = new([new("(rest)", DifferenceKind.Value)], null);

    /// <summary>Where the shadow differs.</summary>
    public ImmutableArray<Difference> Shadow { get; }

    /// <summary>Where live differs from itself, empty when it agrees; null when it was asked once only.</summary>
    public ImmutableArray<Difference>? Live { get; }

    /// <summary>Whether live was asked twice.</summary>
    public bool IsTwice => Live is not null;

    /// <summary>The outcome D, with only the fields that are judged.</summary>
    /// <param name="isJudged">Whether a difference counts.</param>
    public int Outcome(Func<Difference, bool> isJudged)
    {
        var shadow = Shadow.Any(isJudged);
        var live = Live is { } twice && twice.Any(isJudged);
        return (shadow ? 1 : 0) - (live ? 1 : 0);
    }

    /// <summary>The same with the judged differences alone.</summary>
    /// <param name="isJudged">Whether a difference counts.</param>
    public OutcomePattern Judged(Func<Difference, bool> isJudged) =>
        Shadow.All(isJudged) && (Live ?? []).All(isJudged) ? this : new([.. Shadow.Where(isJudged)], Live is { } live ? [.. live.Where(isJudged)] : null);

    /// <summary>What is left of it where there are too many kinds: its outcome, what is never excused, and whether live was asked twice.</summary>
    /// <param name="isJudged">Whether a difference counts.</param>
    public OutcomePattern Together(Func<Difference, bool> isJudged) => new(Together(Shadow, isJudged), Live is { } live ? Together(live, isJudged) : null);

    /// <inheritdoc/>
    public bool Equals(OutcomePattern? other) => other is not null && _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OutcomePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_key);

    /// <inheritdoc/>
    public int CompareTo(OutcomePattern? other) => string.CompareOrdinal(_key, other?._key);

    /// <inheritdoc/>
    public override string ToString() => _key;

    private static ImmutableArray<Difference> Together(ImmutableArray<Difference> differences, Func<Difference, bool> isJudged)
    {
        foreach (var difference in differences)
        {
            if (!difference.IsExcusable) return [difference];
        }

        return differences.Any(isJudged) ? Rest.Shadow : [];
    }
}
