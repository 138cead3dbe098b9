using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>A request as the fake server saw it.</summary>
public sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, string? MediaType, JsonNode? Body, HttpRequestMessage Message)
{
    public bool IsWatch => Query.ContainsKey("watch");

    public bool IsWrite => Method != "GET";

    public override string ToString() => $"{Method} {Path}{(IsWatch ? " (watch)" : "")}";
}
