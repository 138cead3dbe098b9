namespace Penumbra.Harm.Worlds;

/// <summary>The launch that every rule goes through: 5, 25 and 50 % of five minutes each, then ten minutes at 100 %.</summary>
public static class Schedule
{
    public static IReadOnlyList<double> Weights { get; } = [0.05, 0.25, 0.5, 1];

    /// <summary>When each step begins, in seconds.</summary>
    public static IReadOnlyList<int> Begins { get; } = [0, 300, 600, 900];

    public const int Seconds = 1500;

    public static int StepAt(double second)
    {
        var step = 0;
        while (step + 1 < Begins.Count && second >= Begins[step + 1]) step++;
        return step;
    }
}
