using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What the shadow's pods ran while they were compared.</summary>
public sealed record ComparedImagesRecord
{
    /// <summary>A digest of what the copies of a deployment ran, by image digests: with another one the comparison begins anew.</summary>
    [Length(0, 16)]
    public string? Runs { get; init; }

    /// <summary>A digest of each of these images: a copy that runs none but these begins nothing anew.</summary>
    [Items(0, 16)]
    public IReadOnlyList<string>? Programs { get; init; }

    /// <summary>The images that all of the shadow's pods named: a launch that waits for the verdict must have these.</summary>
    [Items(0, 16)]
    public IReadOnlyList<string>? Named { get; init; }
}
