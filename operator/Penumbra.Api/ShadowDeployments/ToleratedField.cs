using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A number that may differ a little; either bound is enough.</summary>
[ValidationRule("has(self.relative) || has(self.absolute)", "relative or absolute must be set")]
public sealed record ToleratedField
{
    /// <summary>Its path, such as body.total.</summary>
    [Length(1, 512)]
    public required string Field { get; init; }

    /// <summary>Relative to the larger of the two, a share such as "0.0001".</summary>
    [Length(1, 32), Pattern("^(0(\\.[0-9]+)?|1(\\.0+)?)$")]
    public string? Relative { get; init; }

    /// <summary>In the field's own unit, such as "0.01".</summary>
    [Length(1, 32), Pattern("^[0-9]{1,15}(\\.[0-9]+)?$")]
    public string? Absolute { get; init; }
}
