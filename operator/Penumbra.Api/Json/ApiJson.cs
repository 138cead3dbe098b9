using System.Text.Json.Serialization;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.MetricSources;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Api.SnapshotRefreshes;

namespace Penumbra.Api.Json;

/// <summary>How the custom resources are read and written: camel case, absent rather than null, unknown fields passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(DarkLaunchSpecification))]
[JsonSerializable(typeof(DarkLaunchStatus))]
[JsonSerializable(typeof(MetricSourceSpecification))]
[JsonSerializable(typeof(ShadowDeploymentSpecification))]
[JsonSerializable(typeof(ShadowDeploymentStatus))]
[JsonSerializable(typeof(SnapshotRefreshSpecification))]
[JsonSerializable(typeof(SnapshotRefreshStatus))]
[JsonSerializable(typeof(RunRecord))]
public sealed partial class ApiJson : JsonSerializerContext;
