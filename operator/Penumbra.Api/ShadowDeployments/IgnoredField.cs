using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A field or a header that is not looked at.</summary>
[ValidationRule("has(self.field) != has(self.header)", "exactly one of field and header must be set")]
public sealed record IgnoredField
{
    /// <summary>Its path, such as body.generatedAt, body.items[].price, cookie.session or status.</summary>
    [Length(1, 512)]
    public string? Field { get; init; }

    /// <summary>The header's name.</summary>
    [Length(1, 100)]
    public string? Header { get; init; }
}
