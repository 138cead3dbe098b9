namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Where the key of masks comes from.</summary>
public sealed record MaskKeySource
{
    /// <summary>The Secret of this namespace whose entry <c>key</c> holds at least 32 random bytes.</summary>
    public required SecretName Secret { get; init; }
}
