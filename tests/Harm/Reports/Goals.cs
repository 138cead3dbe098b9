using System.Globalization;
using Penumbra.Harm.Grid;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Reports;

/// <summary>The figures that the benchmark is about, each the worst of its cells.</summary>
public sealed record Goals
{
    /// <summary>From so many requests a second on a good launch is to take no longer than the schedule.</summary>
    public const double EnoughTraffic = 20;

    /// <summary>The largest upper bound of false rollbacks, over the kinds of noise with a promise.</summary>
    public required double FalseUpper { get; init; }

    /// <summary>20 times and more, 10 failures a minute and more, against the best incumbent with one setting.</summary>
    public required Onsets Large { get; init; }

    /// <summary>The same against the best that is tuned for each traffic and objective.</summary>
    public required Onsets LargeTuned { get; init; }

    /// <summary>5 times, 30 failures a minute and more, against the best incumbent with one setting.</summary>
    public required Onsets Small { get; init; }

    /// <summary>The same against the best that is tuned.</summary>
    public required Onsets SmallTuned { get; init; }

    /// <summary>By level, how long good launches take from 20 requests a second on: the longest of the means, in seconds, over all noises with a promise.</summary>
    public required IReadOnlyList<(double Level, double Seconds)> Longest { get; init; }

    /// <summary>Rows in which the best incumbent harms fewer users.</summary>
    public required int Lost { get; init; }

    /// <summary>Rows in which an incumbent that is tuned for the row's traffic and objective does.</summary>
    public required int LostTuned { get; init; }

    /// <summary>All rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Of all cells.</summary>
    /// <param name="good">The good releases.</param>
    /// <param name="bad">The bad ones.</param>
    /// <param name="variations">Other good and bad ones, of which the good ones count too.</param>
    /// <param name="field">The incumbents.</param>
    public static Goals Of(IReadOnlyList<Cell> good, IReadOnlyList<Cell> bad, IReadOnlyList<Cell> variations, Field field)
    {
        var compared = bad.Where(cell => field.Ratio(cell) is not null).ToList();
        var large = compared.Where(cell => cell.Multiple > 19.9 && cell.FailuresPerMinute >= 9.99).ToList();
        var small = compared.Where(cell => cell.Multiple is > 4.9 and < 5.1 && cell.FailuresPerMinute >= 29.9).ToList();
        return new Goals
        {
            FalseUpper = good.Concat(variations.Where(cell => cell.World.IsGood)).Where(cell => cell.World.Noise.Promised).Max(cell => cell.Ours.Upper),
            Large = Of(large, field.Ratio),
            LargeTuned = Of(large, field.RatioTuned),
            Small = Of(small, field.Ratio),
            SmallTuned = Of(small, field.RatioTuned),
            Longest = [.. Cells.Levels.Select(level => (level, good
                .Where(cell => cell.World.Level.Equals(level) && cell.World is { Rps: >= EnoughTraffic, Noise.Promised: true }).Select(cell => cell.Ours.GoodSeconds).DefaultIfEmpty(0).Max()))],
            Lost = compared.Count(cell => field.Ratio(cell) > 1),
            LostTuned = compared.Count(cell => field.RatioTuned(cell) > 1),
            Rows = compared.Count,
        };
    }

    private static Onsets Of(List<Cell> cells, Func<Cell, double?> ratio)
    {
        return new Onsets(Worst(cell => !cell.IsLate), Worst(cell => cell.IsLate && !cell.IsInBake), Worst(cell => cell.IsInBake));

        double Worst(Func<Cell, bool> begins) => cells.Where(begins).Select(cell => ratio(cell) ?? 0).DefaultIfEmpty(0).Max();
    }

    /// <summary>The goals that are missed, a line each.</summary>
    public IEnumerable<string> Missed
    {
        get
        {
            if (Over(100 * FalseUpper, 1)) yield return Text($"missed: false rollbacks at most {100 * FalseUpper:0.00} % (95 % bound), goal 1");
            if (Over(Large.Start, 0.25)) yield return Text($"missed: {Large.Start:0.00} of the best incumbent at 20x and more, goal 0.25");
            if (Over(Large.Later, 1.0 / 3)) yield return Text($"missed: {Large.Later:0.00} at 20x and more begun in a later step, goal 0.33");
            if (Over(Large.Bake, 1.0 / 3)) yield return Text($"missed: {Large.Bake:0.00} at 20x and more begun in the bake, goal 0.33");
            if (Over(Small.Start, 1.0 / 3)) yield return Text($"missed: {Small.Start:0.00} at 5x, goal 0.33");
            if (Over(Small.Later, 1.0 / 3)) yield return Text($"missed: {Small.Later:0.00} at 5x begun in a later step, goal 0.33");
            if (Over(Small.Bake, 1.0 / 3)) yield return Text($"missed: {Small.Bake:0.00} at 5x begun in the bake, goal 0.33");
            foreach (var (level, seconds) in Longest.Where(longest => Math.Round(longest.Seconds) > Schedule.Seconds))
                yield return Text($"missed: a good launch at {level:0.0#} x takes up to {seconds:#,0} s on average from {EnoughTraffic} requests a second on, goal {Schedule.Seconds:#,0}");
        }
    }

    // As it is printed: 0.333 is no third that was missed.
    private static bool Over(double value, double goal) => Math.Round(value, 2) > Math.Round(goal, 2);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>What is not in the last line, a line each.</summary>
    public IReadOnlyList<string> Besides =>
    [
        Text($"at 20x and more: {Large.Start:0.00} from the start (goal 0.25), {Large.Later:0.00} begun in a later step, {Large.Bake:0.00} in the bake (goal 0.33); against incumbents tuned for each traffic and objective {LargeTuned.Start:0.00}, {LargeTuned.Later:0.00}, {LargeTuned.Bake:0.00}"),
        Text($"at 5x: {Small.Start:0.00} from the start, {Small.Later:0.00} begun in a later step, {Small.Bake:0.00} in the bake (goal 0.33); against tuned ones {SmallTuned.Start:0.00}, {SmallTuned.Later:0.00}, {SmallTuned.Bake:0.00}"),
        Text($"good launches from {EnoughTraffic} requests a second on: at most {string.Join(", ", Longest.Select(longest => Text($"{longest.Seconds:#,0} s at {longest.Level:0.0#} x")))} on average, over the noises with a promise (goal {Schedule.Seconds:#,0} s)"),
        Text($"lost to incumbents tuned for each traffic and objective: {LostTuned} of {Rows}"),
    ];

    /// <summary>The last line. Its figure at 5x is the worst of all such rows, whenever the fault begins.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"harm: false rollbacks at most {100 * FalseUpper:0.00} % (95 % bound, goal 1); users harmed {Large.Start:0.00} of the best incumbent at 20x and more (goal 0.25), {Small.Worst:0.00} at 5x (goal 0.33); lost rows {Lost} of {Rows}");
}
