using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A field that is not judged.</summary>
public sealed record NotJudgedRecord
{
    /// <summary>Its path.</summary>
    [Length(0, 256)]
    public required string Field { get; init; }

    /// <summary>Noisy: live differs from itself in it.</summary>
    [Values("Noisy")]
    public string? Why { get; init; }
}
