using Penumbra.Harm.Rules;

namespace Penumbra.Harm.Grid;

/// <summary>Who takes part: Penumbra first, then the incumbents in their documented settings and in a grid of others.</summary>
public static class RuleBook
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new PenumbraRule(),
        new ArgoRule(60, 60, 0, isDefault: true),
        new ArgoRule(300, 300, 3, isDefault: true),
        new FlaggerRule(60, 1, isDefault: true),
        new FlaggerRule(60, 5, isDefault: true),
        new KayentaRule(300, isDefault: true),
        .. from setting in ArgoGrid select new ArgoRule(setting.Interval, setting.Window, setting.Limit),
        .. from setting in FlaggerGrid select new FlaggerRule(setting.Interval, setting.Threshold),
        new KayentaRule(60),
        new KayentaRule(120),
    ];

    private static IEnumerable<(int Interval, int Window, int Limit)> ArgoGrid =>
    [
        (10, 10, 2), (10, 10, 5), (10, 10, 8), (10, 10, 12), (10, 60, 2), (10, 60, 5), (10, 60, 8), (10, 60, 12), (10, 60, 18), (30, 30, 2), (30, 30, 4), (30, 60, 2), (30, 60, 4), (30, 60, 6),
        (60, 60, 1), (60, 60, 2), (60, 60, 3), (60, 60, 4), (60, 60, 5), (30, 120, 4), (60, 120, 3), (60, 300, 2), (60, 300, 5),
    ];

    private static IEnumerable<(int Interval, int Threshold)> FlaggerGrid => [(10, 3), (10, 6), (10, 12), (30, 3), (30, 5), (30, 8), (60, 2), (60, 3), (60, 4), (60, 10)];
}
