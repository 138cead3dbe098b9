using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Replaying;

/// <summary>What the server answers to every message of a replay, whatever the status: how far it is.</summary>
internal static class ReplayAnswer
{
    /// <summary>Writes it.</summary>
    public static string Write(ReplayProgress progress) => new JsonObject { ["replayed"] = progress.Replayed, ["total"] = progress.Total, ["finished"] = progress.IsFinished, ["changed"] = progress.IsChanged }.ToJsonString();

    /// <summary>Reads it; null for anything else.</summary>
    public static ReplayProgress? Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var total = json.RootElement.GetProperty("total");
            return new ReplayProgress(json.RootElement.GetProperty("replayed").GetInt64(), total.ValueKind == JsonValueKind.Null ? null : total.GetInt64(), json.RootElement.GetProperty("finished").GetBoolean()) { IsChanged = json.RootElement.GetProperty("changed").GetBoolean() };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
