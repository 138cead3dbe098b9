using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What the shadow may use relative to live. Not supported yet.</summary>
public sealed record ShadowResources
{
    /// <summary>CPU per request.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,4}(\\.[0-9]{1,4})?%$")]
    public string? CpuNoMoreThan { get; init; }

    /// <summary>Working set per replica.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,4}(\\.[0-9]{1,4})?%$")]
    public string? MemoryNoMoreThan { get; init; }
}
