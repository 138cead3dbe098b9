using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Demo;

/// <summary>The launch's status, as the demo shows it.</summary>
/// <param name="status">The status object, or null.</param>
public sealed class DemoLaunch(JsonObject? status)
{
    /// <summary>The phase.</summary>
    public string Phase => Text("phase");

    /// <summary>The message.</summary>
    public string Message => Text("message");

    /// <summary>The candidate's share in percent.</summary>
    public string Weight => Text("weight") is { Length: > 0 } weight ? weight : "0";

    /// <summary>Whether the launch has adopted the template.</summary>
    public bool IsAdopted => (status?["conditions"] as JsonArray ?? []).Any(condition => condition?["type"]?.GetValue<string>() == "Adopted" && condition["status"]?.GetValue<string>() == "True");

    /// <summary>The stable version, from its image.</summary>
    public string Stable => Version("stable");

    /// <summary>The candidate's version, from its image.</summary>
    public string Candidate => Version("candidate");

    /// <summary>The last decision in a few words.</summary>
    public string LastDecision => status?["decisions"] is JsonArray { Count: > 0 } decisions ? $"{decisions[0]!["reason"]}: {decisions[0]!["evidence"]}" : "";

    private string Text(string name) => status?[name]?.GetValue<string>() ?? "";

    private string Version(string release) => (status?[release]?["images"] as JsonArray)?.FirstOrDefault()?.GetValue<string>().Split(':')[^1] ?? "";
}
