namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Where parameters come from.</summary>
public sealed record ParameterSource
{
    /// <summary>The Secret of this namespace, each of whose keys is a parameter's name.</summary>
    public required SecretName Secret { get; init; }
}
