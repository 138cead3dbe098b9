using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>One pod behind a Service. A value, as there are more of them than of pods.</summary>
/// <param name="Pod">The pod's name; empty where it stands for none.</param>
/// <param name="IsReady">Whether it takes traffic.</param>
[JsonConverter(typeof(EndpointConverter))]
public readonly record struct EndpointView(string Pod, bool IsReady);
