using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>What a ShadowDeployment's status says, for the demo.</summary>
/// <param name="name">Its name.</param>
/// <param name="status">The status; null before there is any.</param>
public sealed class ShadowRun(string name, JsonObject? status)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Where it is.</summary>
    public string Phase => Text(status?["phase"]);

    /// <summary>The verdict so far.</summary>
    public string Verdict => Text(status?["verdict"]);

    /// <summary>Why.</summary>
    public string Why => Text(status?["why"]);

    /// <summary>What is copied, in percent; empty for nothing.</summary>
    public string Sample => Text(status?["mirror"]?["sample"]) is { Length: > 0 } sample && sample != "0" ? $"{sample} %" : "";

    /// <summary>How many comparisons there were.</summary>
    public long Compared => status?["compared"]?.GetValue<long>() ?? 0;

    /// <summary>Latency at p50 relative to live; empty while unknown.</summary>
    public string Latency => Text(status?["latency"]?["ratioP50"]);

    /// <summary>What condition Ready says.</summary>
    public string Message => Text((status?["conditions"] as JsonArray)?.FirstOrDefault(condition => Text(condition?["type"]) == "Ready")?["message"]);

    /// <summary>What stalls it; empty when nothing does.</summary>
    public string Complaint => (status?["conditions"] as JsonArray)?.FirstOrDefault(condition => Text(condition?["type"]) == "Stalled" && Text(condition?["status"]) == "True") is { } stalled ? Text(stalled["message"]) : "";

    /// <summary>Fields that differ: <c>GET /orders/{id} body.total Value</c>, and how often.</summary>
    public IReadOnlyList<(string What, long Count)> Differences =>
        [.. (status?["differences"] as JsonArray ?? []).Select(found => ($"{Text(found?["endpoint"])} {Text(found?["field"])} {Text(found?["kind"])}", found?["count"]?.GetValue<long>() ?? 0))];

    /// <summary>Endpoints that are found worse because they are slower.</summary>
    public IReadOnlyList<string> Slower => [.. (status?["endpoints"] as JsonArray ?? []).Where(endpoint => Text(endpoint?["why"]) == "Slower").Select(endpoint => Text(endpoint?["endpoint"]))];

    /// <summary>Fields that were found to change by themselves.</summary>
    public IReadOnlyList<string> Noisy => [.. (status?["notJudged"] as JsonArray ?? []).Select(noisy => Text(noisy?["field"]))];

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
