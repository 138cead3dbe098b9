using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Client;

/// <summary>The JSON shapes that the client itself reads.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ClientJson : JsonSerializerContext;
