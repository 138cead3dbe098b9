using System.Globalization;
using Penumbra.Harm.Grid;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Reports;

/// <summary>The figures that the benchmark is about, each the worst of its cells.</summary>
public sealed record Goals
{
    /// <summary>The largest upper bound of false rollbacks, over the kinds of noise with a promise.</summary>
    public required double FalseUpper { get; init; }

    /// <summary>20 times and more, 10 failures a minute and more, from the start.</summary>
    public required double Large { get; init; }

    /// <summary>The same, begun in a later step.</summary>
    public required double LargeLate { get; init; }

    /// <summary>The same, begun in the bake.</summary>
    public required double LargeBake { get; init; }

    /// <summary>5 times, 30 failures a minute and more, from the start.</summary>
    public required double Small { get; init; }

    /// <summary>The same, begun later.</summary>
    public required double SmallLate { get; init; }

    /// <summary>Good launches that take longer than the schedule from 20 requests a second on: the longest of their means, in seconds.</summary>
    public required double Longest { get; init; }

    /// <summary>Rows in which the best incumbent harms fewer users.</summary>
    public required int Lost { get; init; }

    /// <summary>Rows in which an incumbent that is tuned for the row's traffic and objective does.</summary>
    public required int LostTuned { get; init; }

    /// <summary>All rows.</summary>
    public required int Rows { get; init; }

    public static Goals Of(IReadOnlyList<Cell> good, IReadOnlyList<Cell> bad, Field field)
    {
        var compared = bad.Where(cell => field.Ratio(cell) is not null).ToList();
        var large = compared.Where(cell => cell.Multiple > 19.9 && cell.FailuresPerMinute >= 9.99).ToList();
        var small = compared.Where(cell => cell.Multiple is > 4.9 and < 5.1 && cell.FailuresPerMinute >= 29.9).ToList();
        return new Goals
        {
            FalseUpper = good.Where(cell => cell.World.Noise.Promised).Max(cell => cell.Ours.Upper),
            Large = Worst(large.Where(cell => !cell.IsLate)),
            LargeLate = Worst(large.Where(cell => cell is { IsLate: true, World.Onset: < 900 })),
            LargeBake = Worst(large.Where(cell => cell.World.Onset >= 900)),
            Small = Worst(small.Where(cell => !cell.IsLate)),
            SmallLate = Worst(small.Where(cell => cell.IsLate)),
            Longest = good.Where(cell => cell.World is { Level: < 0.2, Rps: >= 20, Noise.Kind: NoiseKind.Independent }).Select(cell => cell.Ours.Seconds).DefaultIfEmpty(0).Max(),
            Lost = compared.Count(cell => field.Ratio(cell) > 1),
            LostTuned = compared.Count(cell => field.RatioTuned(cell) > 1),
            Rows = compared.Count,
        };

        double Worst(IEnumerable<Cell> cells) => cells.Select(cell => field.Ratio(cell)!.Value).DefaultIfEmpty(0).Max();
    }

    /// <summary>The goals that are missed, a line each.</summary>
    public IEnumerable<string> Missed
    {
        get
        {
            if (Over(100 * FalseUpper, 1)) yield return Text($"missed: false rollbacks at most {100 * FalseUpper:0.00} % (95 % bound), goal 1");
            if (Over(Large, 0.25)) yield return Text($"missed: {Large:0.00} of the best incumbent at 20x and more, goal 0.25");
            if (Over(LargeLate, 1.0 / 3)) yield return Text($"missed: {LargeLate:0.00} at 20x and more begun in a later step, goal 0.33");
            if (Over(LargeBake, 1.0 / 3)) yield return Text($"missed: {LargeBake:0.00} at 20x and more begun in the bake, goal 0.33");
            if (Over(Small, 1.0 / 3)) yield return Text($"missed: {Small:0.00} at 5x, goal 0.33");
            if (Over(SmallLate, 1.0 / 3)) yield return Text($"missed: {SmallLate:0.00} at 5x begun later, goal 0.33");
            if (Over(Longest, Schedule.Seconds)) yield return Text($"missed: a good launch takes {Longest:#,0} s on average from 20 requests a second on, goal {Schedule.Seconds:#,0}");
        }
    }

    // As it is printed: 0.333 is no third that was missed.
    private static bool Over(double value, double goal) => Math.Round(value, 2) > Math.Round(goal, 2);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>What is not in the last line.</summary>
    public string Besides => string.Create(CultureInfo.InvariantCulture,
        $"begun in a later step: {LargeLate:0.00} at 20x and more (goal 0.33); in the bake: {LargeBake:0.00} (goal 0.33); 5x begun later: {SmallLate:0.00} (goal 0.33); lost to incumbents tuned for each traffic and objective: {LostTuned} of {Rows}");

    /// <summary>The last line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"harm: false rollbacks at most {100 * FalseUpper:0.00} % (95 % bound, goal 1); users harmed {Large:0.00} of the best incumbent at 20x and more (goal 0.25), {Small:0.00} at 5x (goal 0.33); lost rows {Lost} of {Rows}");
}
