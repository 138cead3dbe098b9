namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Whether the shadow was there at all.</summary>
/// <param name="DownFor">How long it has had no ready pod now; zero when it has one.</param>
/// <param name="DownInAll">How long it had none since the evidence began.</param>
public sealed record ShadowHealth(TimeSpan DownFor, TimeSpan DownInAll)
{
    /// <summary>Always there.</summary>
    public static ShadowHealth Up { get; } = new(TimeSpan.Zero, TimeSpan.Zero);
}
