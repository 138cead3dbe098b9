using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>How views are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(DeploymentView))]
[JsonSerializable(typeof(ServiceView))]
[JsonSerializable(typeof(ServiceSpecView))]
[JsonSerializable(typeof(EndpointSliceView))]
[JsonSerializable(typeof(PodView))]
[JsonSerializable(typeof(AutoscalerView))]
[JsonSerializable(typeof(NamespaceView))]
[JsonSerializable(typeof(CustomView))]
public sealed partial class ViewJson : JsonSerializerContext;
