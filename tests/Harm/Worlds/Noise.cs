namespace Penumbra.Harm.Worlds;

/// <summary>How bad events come, and what is promised about it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Parameter">ρ for beta-binomial counts, seconds for bursts.</param>
/// <param name="Promised">Whether the false-alarm rate is promised: bursts under a third of a block, or common ones.</param>
public sealed record Noise(NoiseKind Kind, double Parameter, bool Promised)
{
    public static Noise Independent { get; } = new(NoiseKind.Independent, 0, true);

    public static IReadOnlyList<Noise> All { get; } =
    [
        Independent,
        new(NoiseKind.BetaBinomial, 0.01, true),
        new(NoiseKind.BetaBinomial, 0.05, true),
        new(NoiseKind.Clumps, 4, true),
        new(NoiseKind.OwnBursts, 3, true),
        new(NoiseKind.CommonBursts, 3, true),
        new(NoiseKind.CommonBursts, 10, true),
        new(NoiseKind.CommonBursts, 30, true),
        new(NoiseKind.OwnBursts, 10, false),
        new(NoiseKind.OwnBursts, 30, false),
    ];

    public override string ToString() => Kind switch
    {
        NoiseKind.Independent => "independent",
        NoiseKind.BetaBinomial => FormattableString.Invariant($"beta-binomial, rho {Parameter} a second"),
        NoiseKind.Clumps => "retries in clumps of 4",
        NoiseKind.OwnBursts => FormattableString.Invariant($"bursts of {Parameter} s, candidate alone"),
        _ => FormattableString.Invariant($"bursts of {Parameter} s, common"),
    };
}
