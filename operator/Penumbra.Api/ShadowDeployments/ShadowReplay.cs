using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Recorded requests, replayed one after another in their order.</summary>
[ValidationRule("has(self.persistentVolumeClaim) != has(self.secret)", "exactly one of persistentVolumeClaim and secret must be set")]
public sealed record ShadowReplay
{
    /// <summary>A file of a volume: HAR 1.2, or one JSON object a line.</summary>
    public ReplayVolume? PersistentVolumeClaim { get; init; }

    /// <summary>The same in a Secret. They hold cookies: no ConfigMap.</summary>
    public ReplaySecret? Secret { get; init; }

    /// <summary>The most requests a second; requests.maxLiveRps bounds them as well.</summary>
    [Range(1, 10000), Default("10")]
    public int? Rate { get; init; }
}
