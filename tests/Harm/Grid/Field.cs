using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Grid;

/// <summary>
/// The incumbents to beat. A setting qualifies in a world when it rolls back at most 1 % of the good releases at 0.1 times what is allowed, in each kind of noise for which
/// Penumbra promises its rate. Penumbra has one setting for every traffic and every objective; so the best incumbent is the best of those that qualify everywhere. Beside it stands
/// the best of those that qualify at a world's own traffic and objective: tuned for it, with hindsight.
/// </summary>
public sealed class Field(IReadOnlyList<Cell> good)
{
    /// <summary>The most that a qualified setting rolls back.</summary>
    public const double Most = 0.01;

    private readonly SortedDictionary<(double Rps, double Allowed), List<int>> _qualified = [];

    /// <summary>The positions of the settings that qualify for a world.</summary>
    public IReadOnlyList<int> Qualified(World world)
    {
        if (_qualified.TryGetValue((world.Rps, world.Allowed), out var known)) return known;
        var nulls = good.Where(cell => cell.World.Rps.Equals(world.Rps) && cell.World.Allowed.Equals(world.Allowed) && cell.World.Level < 0.2 && cell.World.Noise.Promised).ToList();
        return _qualified[(world.Rps, world.Allowed)] = [.. Enumerable.Range(1, RuleBook.All.Count - 1).Where(rule => nulls.All(cell => cell.Results[rule].Share <= Most))];
    }

    /// <summary>The settings that qualify everywhere: what can be used without tuning.</summary>
    public IReadOnlyList<int> Everywhere { get; } = [.. Enumerable.Range(1, RuleBook.All.Count - 1).Where(rule =>
        good.Where(cell => cell.World.Level < 0.2 && cell.World.Noise.Promised).All(cell => cell.Results[rule].Share <= Most))];

    /// <summary>The setting that harms the fewest users in a cell, of those that qualify everywhere; null when none does.</summary>
    public int? Best(Cell cell) => BestOf(cell, Everywhere);

    /// <summary>The same of those that qualify at the cell's traffic and objective.</summary>
    public int? BestTuned(Cell cell) => BestOf(cell, Qualified(cell.World));

    /// <summary>Users harmed against the best; null when none qualifies.</summary>
    public double? Ratio(Cell cell) => Ratio(cell, Best(cell));

    /// <summary>Users harmed against the best tuned one; null when none qualifies.</summary>
    public double? RatioTuned(Cell cell) => Ratio(cell, BestTuned(cell));

    private static double? Ratio(Cell cell, int? rule) => rule is { } best && cell.Results[best].Mean > 0 ? cell.Ours.Mean / cell.Results[best].Mean : null;

    private static int? BestOf(Cell cell, IReadOnlyList<int> rules) => rules.Count == 0 ? null : rules.MinBy(rule => cell.Results[rule].Mean);
}
