using System.Globalization;
using System.Text.Json.Nodes;

namespace Penumbra.Traffic.Tests.World;

/// <summary>Strict JSON patches: what does not fit fails the whole.</summary>
public static class Patches
{
    public static bool Apply(JsonObject root, JsonObject operation)
    {
        var segments = operation["path"]!.GetValue<string>().Split('/').Skip(1).Select(segment => segment.Replace("~1", "/").Replace("~0", "~")).ToList();
        JsonNode? parent = root;
        foreach (var segment in segments.SkipLast(1)) parent = Child(parent, segment);
        var last = segments[^1];
        var value = operation["value"];
        switch (operation["op"]!.GetValue<string>())
        {
            case "test":
                return JsonNode.DeepEquals(Child(parent, last), value);
            case "add":
                parent.Should().BeOfType<JsonObject>("the parent of {0} must exist", operation["path"]);
                ((JsonObject)parent!)[last] = value?.DeepClone();
                return true;
            case "replace":
                Child(parent, last).Should().NotBeNull("{0} must exist to be replaced", operation["path"]);
                if (parent is JsonArray list) list[int.Parse(last, CultureInfo.InvariantCulture)] = value?.DeepClone();
                else ((JsonObject)parent!)[last] = value?.DeepClone();
                return true;
            case "remove":
                ((JsonObject)parent!).Remove(last).Should().BeTrue("{0} must exist to be removed", operation["path"]);
                return true;
            default:
                throw new NotSupportedException(operation.ToJsonString());
        }
    }

    private static JsonNode? Child(JsonNode? parent, string segment) => parent switch
    {
        JsonObject fields => fields[segment],
        JsonArray list => list[int.Parse(segment, CultureInfo.InvariantCulture)],
        _ => null,
    };
}
