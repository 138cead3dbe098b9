using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>Writes that change nothing are not made, so a quiet cluster stays quiet.</summary>
internal static class ClusterWrites
{
    /// <summary>How soon a pass is repeated whose write met a newer object.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    /// <summary>Edits a copy and replaces the object if the copy differs; true unless the write failed.</summary>
    public static bool Edit(this IClusterApi cluster, ResourceType type, JsonObject obj, Action<JsonObject> edit)
    {
        var copy = obj.Copy();
        edit(copy);
        return JsonNode.DeepEquals(copy, obj) || cluster.Update(type, copy).Succeeded;
    }

    /// <summary>Edits a copy of the status and replaces it if it differs; true unless the write failed.</summary>
    public static bool EditStatus(this IClusterApi cluster, ResourceType type, JsonObject obj, Action<JsonObject> edit)
    {
        var copy = obj.Copy();
        edit(copy.Child("status"));
        return JsonNode.DeepEquals(copy["status"], obj["status"]) || cluster.UpdateStatus(type, copy).Succeeded;
    }

    /// <summary>Deletes exactly this object, not a later one of its name.</summary>
    public static ClusterResult Delete(this IClusterApi cluster, ResourceType type, JsonObject obj, string propagation = "Background")
        => cluster.Delete(type, obj.Space(), obj.Name(), propagation, obj.Uid());

    /// <summary>The earlier of two moments to look again, where null means never.</summary>
    public static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null ? one : one < other ? one : other;
}
