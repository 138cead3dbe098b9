using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Events;

/// <summary>Writes events in the form of events.k8s.io/v1.</summary>
internal static class EventBody
{
    private const int LongestNote = 1024;
    private const int LongestName = 253;

    /// <summary>Cuts a note to what the API takes: 1024 bytes, whole characters.</summary>
    public static string Note(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= LongestNote) return note;
        var bytes = 0;
        var length = 0;
        foreach (var rune in note.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > LongestNote - 3) break;
            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return note[..length] + "…";
    }

    /// <summary>A name that no other event has: as client-go's, from the object's name and the time.</summary>
    public static string Name(EventRegarding regarding, DateTimeOffset now, int number)
    {
        var suffix = $".{now.UtcTicks:x}{number:x4}";
        var name = regarding.Key.Name;
        return (name.Length + suffix.Length > LongestName ? name[..(LongestName - suffix.Length)] : name) + suffix;
    }

    /// <summary>Events about cluster-scoped objects live in the namespace default.</summary>
    public static ObjectKey Key(EventSeries series)
    {
        var ns = series.Identity.Regarding.Key.Namespace;
        return new ObjectKey(ns.Length == 0 ? "default" : ns, series.Name);
    }

    /// <summary>A new event.</summary>
    public static JsonObject Create(EventSeries series, string controller, string instance)
    {
        var identity = series.Identity;
        var key = Key(series);
        var regarding = new JsonObject
        {
            ["apiVersion"] = identity.Regarding.Kind.ApiVersion,
            ["kind"] = identity.Regarding.Kind.Kind,
            ["name"] = identity.Regarding.Key.Name,
            ["uid"] = identity.Regarding.Uid,
        };
        if (identity.Regarding.Key.Namespace.Length > 0) regarding["namespace"] = identity.Regarding.Key.Namespace;
        var body = new JsonObject
        {
            ["apiVersion"] = ResourceKinds.Event.ApiVersion,
            ["kind"] = ResourceKinds.Event.Kind,
            ["metadata"] = new JsonObject { ["namespace"] = key.Namespace, ["name"] = key.Name },
            ["eventTime"] = MicroTime(series.First),
            ["reportingController"] = controller,
            ["reportingInstance"] = instance,
            ["action"] = identity.Action,
            ["reason"] = identity.Reason,
            ["type"] = identity.Type.ToString(),
            ["note"] = identity.Note,
            ["regarding"] = regarding,
        };
        if (series.Count > 1) body["series"] = Series(series);
        return body;
    }

    /// <summary>The patch that counts repetitions: nothing else of an event may change.</summary>
    public static JsonObject Patch(EventSeries series) => new() { ["series"] = Series(series) };

    private static JsonObject Series(EventSeries series) => new() { ["count"] = series.Count, ["lastObservedTime"] = MicroTime(series.Last) };

    private static string MicroTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
