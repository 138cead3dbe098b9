using System.Text.Json.Nodes;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Mirroring;

/// <summary>A list of which one entry at most is ours: filters of a rule, mirrors of an HTTP route.</summary>
internal static class OwnEntry
{
    /// <summary>
    /// Brings the list of an object to holding exactly one entry of ours, or none, where it stands or at the end. What is right already stays as it is, to the byte:
    /// a plan from what the API server stored must find nothing to write.
    /// </summary>
    /// <param name="holder">The object; it is changed.</param>
    /// <param name="list">The list's field; it is removed when the last entry was ours.</param>
    /// <param name="wanted">Our entry; null for none.</param>
    /// <param name="isOurs">Whether an entry is ours.</param>
    /// <param name="isRight">Whether an entry of ours means what <paramref name="wanted"/> does.</param>
    public static void Write(JsonObject holder, string list, JsonObject? wanted, Func<JsonNode?, bool> isOurs, Func<JsonObject, bool> isRight)
    {
        var present = holder.List(list) ?? [];
        var aimed = new JsonArray();
        var isPlaced = wanted is null;
        foreach (var entry in present)
        {
            if (!isOurs(entry))
            {
                aimed.Append(entry?.DeepClone());
                continue;
            }

            if (isPlaced) continue;
            aimed.Append(isRight((JsonObject)entry!) ? entry!.DeepClone() : wanted!.Copy());
            isPlaced = true;
        }

        if (!isPlaced) aimed.Append(wanted!.Copy());
        if (JsonNode.DeepEquals(present, aimed)) return;
        if (aimed.Count == 0) holder.Remove(list);
        else holder[list] = aimed;
    }
}
