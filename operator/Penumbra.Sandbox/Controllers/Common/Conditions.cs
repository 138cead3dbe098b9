using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>Reads and writes the conditions of a status: the time of transition moves only when the status value does.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonNode? holder, string type) => holder.Items("conditions")
        .FirstOrDefault(condition => condition.Text("type") == type);

    public static string? Status(JsonObject obj, string type) => Find(obj["status"], type).Text("status");

    /// <summary>Sets the condition in <paramref name="holder"/> (a status); true when anything but times changed.</summary>
    public static bool Set(JsonObject holder, string type, string status, string reason, string message, DateTimeOffset now,
        long? generation = null, bool updateTime = false)
    {
        if (holder["conditions"] is not JsonArray all)
            holder["conditions"] = all = [];
        var condition = Find(holder, type);
        if (condition is null)
            all.Add((JsonNode)(condition = new JsonObject { ["type"] = type }));
        var same = condition.Text("status") == status && condition.Text("reason") == reason && condition.Text("message") == message;
        if (condition.Text("status") != status)
            condition["lastTransitionTime"] = now.Stamp();
        if (updateTime && !same)
            condition["lastUpdateTime"] = now.Stamp();
        condition["status"] = status;
        condition["reason"] = reason;
        condition["message"] = message;
        if (generation is { } observed)
            condition["observedGeneration"] = observed;
        return !same;
    }

    public static void Remove(JsonObject holder, string type)
    {
        if (Find(holder, type) is { } condition)
            ((JsonArray)holder["conditions"]!).Remove(condition);
    }
}
