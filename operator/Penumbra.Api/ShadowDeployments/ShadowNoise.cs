using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How is learnt what differs by itself.</summary>
public sealed record ShadowNoise
{
    /// <summary>For how many percent of compared requests live is asked twice. 0: never, and nothing is known of noise.</summary>
    [Pattern("^(0(\\.[0-9]{1,3})?|[1-9][0-9]?(\\.[0-9]{1,3})?|100)$"), Default("\"10\"")]
    [ValidationRule("double(self) >= 0.0 && double(self) <= 100.0", "share must be from 0 to 100")]
    public IntOrString? Share { get; init; }
}
