using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penumbra.Kubernetes.Client;

/// <summary>Projections that need no type of their own.</summary>
public static class Projections
{
    /// <summary>The whole object, as a tree that may be changed.</summary>
    public static JsonTypeInfo<JsonObject> Whole => ClientJson.Default.JsonObject;
}
