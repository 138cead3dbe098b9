using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>A pod template in a few words.</summary>
/// <param name="Fingerprint">Identifies the template without Penumbra's own keys: equal exactly for semantically equal templates of the same server.</param>
/// <param name="Images">The containers' images, in order.</param>
/// <param name="Ports">The containers' ports, in order.</param>
[JsonConverter(typeof(PodTemplateDigestConverter))]
public sealed record PodTemplateDigest(string Fingerprint, IReadOnlyList<string> Images, IReadOnlyList<ContainerPort> Ports)
{
    /// <summary>No template.</summary>
    public static PodTemplateDigest Empty { get; } = new("", [], []);
}
