using System.Text.Json.Nodes;

namespace Penumbra.Oracle.Tests.Servers;

/// <summary>What a server answered.</summary>
/// <param name="Code">The status of HTTP.</param>
/// <param name="Warnings">The texts of its warnings.</param>
/// <param name="Body">The body, or the events of a watch as an array.</param>
public sealed record Answer(int Code, IReadOnlyList<string> Warnings, JsonNode? Body)
{
    public string? Version => Body?["metadata"]?["resourceVersion"]?.GetValue<string>();

    public string? Uid => Body?["metadata"]?["uid"]?.GetValue<string>();

    public string? Continue => Body?["metadata"]?["continue"]?.GetValue<string>();
}
