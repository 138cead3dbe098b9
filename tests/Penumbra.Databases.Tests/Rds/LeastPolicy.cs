using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>The policy of the docs, and a small evaluator of it: explicit Deny before Allow, and three kinds of conditions. What it does not know it refuses to judge.</summary>
internal static class LeastPolicy
{
    public static JsonObject Read()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Operator.sln"))) folder = Path.GetDirectoryName(folder)!;
        return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "docs", "aws-iam-policy.json")))!.AsObject();
    }

    public static IEnumerable<string> Actions(JsonObject policy) => policy["Statement"]!.AsArray().Where(statement => statement!["Effect"]!.GetValue<string>() == "Allow").SelectMany(statement => statement!["Action"]!.AsArray().Select(action => action!.GetValue<string>()));

    /// <summary>The Allow statements without conditions and resources, which moto does not judge; without one action.</summary>
    public static JsonObject ForMoto(string? without = null) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Resource"] = "*", ["Action"] = new JsonArray([.. Actions(Read()).Where(action => action != without).Select(action => JsonValue.Create(action))]) }),
    };

    public static bool Allows(JsonObject policy, string action, string resource, IReadOnlyDictionary<string, string> context)
    {
        var applying = policy["Statement"]!.AsArray().Select(statement => statement!.AsObject())
            .Where(statement => Values(statement["Action"]).Any(pattern => Like(pattern, action)) && Values(statement["Resource"]).Any(pattern => Like(pattern, resource)) && Holds(statement["Condition"]?.AsObject(), context)).ToList();
        return applying.Exists(statement => statement["Effect"]!.GetValue<string>() == "Allow") && !applying.Exists(statement => statement["Effect"]!.GetValue<string>() == "Deny");
    }

    private static bool Holds(JsonObject? condition, IReadOnlyDictionary<string, string> context) => condition is null || condition.All(test => test.Value!.AsObject().All(pair => test.Key switch
    {
        "StringLike" => context.TryGetValue(pair.Key, out var value) && Values(pair.Value).Any(pattern => Like(pattern, value)),
        "Null" => context.ContainsKey(pair.Key) != (pair.Value!.GetValue<string>() == "true"),
        _ => throw new InvalidOperationException($"the evaluator does not know {test.Key}"),
    }));

    private static IEnumerable<string> Values(JsonNode? node) => node is JsonArray list ? list.Select(item => item!.GetValue<string>()) : [node!.GetValue<string>()];

    private static bool Like(string pattern, string text) => Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase);
}
