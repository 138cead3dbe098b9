using System.Globalization;
using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>A refresh's status, as the demo shows it.</summary>
/// <param name="status">The status object, or null.</param>
public sealed class RefreshRun(JsonObject? status)
{
    /// <summary>The phase.</summary>
    public string Phase => Text(status, "phase");

    /// <summary>The run's id.</summary>
    public string Id => Text(status?["run"], "id");

    /// <summary>The present step.</summary>
    public string Step => Text(status?["run"], "step");

    /// <summary>How the run ended, or Running.</summary>
    public string Outcome => Text(status?["run"], "outcome");

    /// <summary>Why it stands where it stands.</summary>
    public string Reason => Text(status?["run"], "reason");

    /// <summary>The same for people.</summary>
    public string Message => Text(status?["run"], "message");

    /// <summary>The temporary database.</summary>
    public string Temporary => Text(status?["run"]?["temporary"], "cluster");

    /// <summary>The word that was acted on last.</summary>
    public string Handled => Text(status, "handledRefresh");

    /// <summary>What the conditions say is wrong.</summary>
    public string Complaint => string.Join("; ", (status?["conditions"] as JsonArray ?? []).Where(condition => Text(condition, "type") == "Stalled" && Text(condition, "status") == "True").Select(condition => Text(condition, "message")));

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<RefreshRow> Rows => [.. (status?["run"]?["steps"] as JsonArray ?? []).Select(step => new RefreshRow(
        Text(step, "name"), Text(step, "state"), Text(step, "took"), Text(step, "usually"), step?["progress"] is { } progress ? $"{progress} %" : "", Clock(Text(step, "expectedBy")), Text(step, "note")))];

    private static string Text(JsonNode? node, string name) => node is JsonObject map && map[name] is JsonValue value ? value.ToString() : "";

    private static string Clock(string at) => DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) : "";
}
