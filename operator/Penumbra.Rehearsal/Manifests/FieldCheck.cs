using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penumbra.Rehearsal.Manifests;

/// <summary>What an API server would say of a manifest's fields before anybody reads them: a field that does not exist, and one that is missing.</summary>
public static class FieldCheck
{
    private const int MostListed = 20;

    /// <summary>The fields of a tree that its type does not have, and those that it lacks, with their paths.</summary>
    public static IReadOnlyList<string> Problems(JsonNode tree, JsonTypeInfo type, string path)
    {
        var problems = new List<string>();
        Walk(tree, type, path, problems);
        return problems;
    }

    private static void Walk(JsonNode? node, JsonTypeInfo type, string path, List<string> problems)
    {
        switch (node, type.Kind)
        {
            case (JsonObject map, JsonTypeInfoKind.Object):
                Fields(map, type, path, problems);
                break;
            case (JsonArray list, JsonTypeInfoKind.Enumerable) when type.ElementType is { } element:
                for (var index = 0; index < list.Count; index++) Walk(list[index], type.Options.GetTypeInfo(element), $"{path}[{index}]", problems);
                break;
        }
    }

    private static void Fields(JsonObject map, JsonTypeInfo type, string path, List<string> problems)
    {
        foreach (var (name, value) in map)
        {
            if (type.Properties.FirstOrDefault(property => property.Name == name) is { } property) Walk(value, type.Options.GetTypeInfo(property.PropertyType), $"{path}.{name}", problems);
            else problems.Add($"{path}.{name}: does not exist; {Right(name, type)}");
        }

        foreach (var missing in type.Properties.Where(property => property.IsRequired && !map.ContainsKey(property.Name))) problems.Add($"{path}.{missing.Name}: is missing");
    }

    private static string Right(string name, JsonTypeInfo type)
    {
        var names = type.Properties.Select(property => property.Name).Order(StringComparer.Ordinal).ToList();
        var nearest = names.MinBy(other => Distance(name, other));
        return nearest is not null && Distance(name, nearest) <= Math.Max(1, name.Length / 3)
            ? $"{nearest} does"
            : $"there are {string.Join(", ", names.Take(MostListed))}";
    }

    // Levenshtein's, on words of a few letters.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
