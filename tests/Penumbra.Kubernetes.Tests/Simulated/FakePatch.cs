using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>Merge patches, and the part of JSON patches that the tests use.</summary>
public static class FakePatch
{
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject) target[name] = new JsonObject();
                Merge(target[name]!.AsObject(), inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    public static bool Apply(JsonObject target, JsonArray patch)
    {
        foreach (var operation in patch)
        {
            var segments = operation!["path"]!.ToString().Split('/').Skip(1).Select(part => part.Replace("~1", "/").Replace("~0", "~")).ToList();
            JsonNode? parent = target;
            foreach (var segment in segments.SkipLast(1)) parent = parent?[segment];
            if (parent is not JsonObject container) return false;
            switch (operation["op"]!.ToString())
            {
                case "test" when !JsonNode.DeepEquals(container[segments[^1]], operation["value"]):
                    return false;
                case "remove" when !container.Remove(segments[^1]):
                    return false;
                case "add" or "replace":
                    container[segments[^1]] = operation["value"]?.DeepClone();
                    break;
            }
        }

        return true;
    }
}
