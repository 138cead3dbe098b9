using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>The two forms of an Event: core/v1, in which it is stored, and events.k8s.io/v1.</summary>
internal static class EventForms
{
    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("reportingComponent", "reportingController"), ("count", "deprecatedCount"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("source", "deprecatedSource"),
    ];

    /// <summary>A copy in the core form.</summary>
    public static JsonObject ToCore(JsonObject events) => Rename(events, "v1", name => Names.FirstOrDefault(pair => pair.Events == name).Core ?? name);

    /// <summary>A copy in the form of events.k8s.io.</summary>
    public static JsonObject ToEvents(JsonObject core) =>
        Rename(core, "events.k8s.io/v1", name => Names.FirstOrDefault(pair => pair.Core == name).Events ?? name);

    private static JsonObject Rename(JsonObject obj, string apiVersion, Func<string, string> name)
    {
        var renamed = new JsonObject();
        foreach (var (key, value) in obj) renamed[name(key)] = value?.DeepClone();
        renamed["apiVersion"] = apiVersion;
        return renamed;
    }
}
