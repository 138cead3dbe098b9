using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Tests.Informers;

public sealed record Thing : IProjection
{
    public ObjectMeta Metadata { get; init; } = new();

    public RawJson? Spec { get; init; }

    [JsonIgnore]
    public string Namespace => Metadata.Namespace;

    [JsonIgnore]
    public string Name => Metadata.Name;

    [JsonIgnore]
    public string Uid => Metadata.Uid;

    [JsonIgnore]
    public string ResourceVersion => Metadata.ResourceVersion;

    [JsonIgnore]
    public long? Generation => Metadata.Generation;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Thing))]
public sealed partial class ThingJson : JsonSerializerContext;
