using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>Keeps <c>metadata.managedFields</c>: who last set which field.</summary>
internal static class FieldOwnership
{
    /// <summary>Notes what the writer changed between the two states, in the new one.</summary>
    public static void Record(JsonObject? current, JsonObject next, ServedResource resource, WriteOptions options, string now)
    {
    }

    /// <summary>Whether nothing differs but the times of managed fields: such a write is not stored.</summary>
    public static bool SameButForTimes(JsonObject current, JsonObject next) => JsonNode.DeepEquals(current, next);
}
