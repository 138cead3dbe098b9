using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>The entries of <c>metadata.managedFields</c>.</summary>
internal sealed class FieldManagers
{
    private readonly SortedDictionary<ManagerKey, (FieldSet Fields, string? Time)> _entries;

    private FieldManagers(SortedDictionary<ManagerKey, (FieldSet Fields, string? Time)> entries) => _entries = entries;

    public IEnumerable<KeyValuePair<ManagerKey, FieldSet>> Entries => _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Fields)).ToArray();

    public static FieldManagers Read(JsonArray? managedFields)
    {
        var entries = new SortedDictionary<ManagerKey, (FieldSet Fields, string? Time)>();
        foreach (var entry in (managedFields ?? []).OfType<JsonObject>().Where(entry => entry.Count > 0))
        {
            var key = new ManagerKey(entry.Str("manager") ?? "", entry.Str("operation") ?? "Update", entry.Str("apiVersion") ?? "", entry.Str("subresource") ?? "");
            entries[key] = (FieldSet.FromJson(entry.Obj("fieldsV1")), entry.Str("time"));
        }

        return new FieldManagers(entries);
    }

    public FieldSet? this[ManagerKey key] => _entries.TryGetValue(key, out var entry) ? entry.Fields : null;

    /// <summary>Sets an entry; its time moves only when its fields do. An empty one goes.</summary>
    public void Set(ManagerKey key, FieldSet fields, string? now)
    {
        if (fields.IsEmpty)
        {
            _entries.Remove(key);
            return;
        }

        var same = _entries.TryGetValue(key, out var old) && old.Fields.SameAs(fields);
        _entries[key] = (fields, same ? old.Time : now ?? old.Time);
    }

    /// <summary>Moves the time of an entry.</summary>
    public void Touch(ManagerKey key, string now)
    {
        if (_entries.TryGetValue(key, out var entry)) _entries[key] = (entry.Fields, now);
    }

    /// <summary>Takes fields from an entry without touching its time.</summary>
    public void Take(ManagerKey key, FieldSet fields)
    {
        var (owned, time) = _entries[key];
        var left = owned.Except(fields);
        if (left.IsEmpty) _entries.Remove(key);
        else _entries[key] = (left, time);
    }

    /// <summary>Applications first, then by time, as a real API server sorts them.</summary>
    public JsonArray? ToJson()
    {
        if (_entries.Count == 0) return null;
        var sorted = _entries.OrderBy(entry => entry.Key.Operation, StringComparer.Ordinal).ThenBy(entry => entry.Value.Time, StringComparer.Ordinal).ThenBy(entry => entry.Key);
        return JsonAccess.ArrayOf(sorted.Select(entry => (JsonNode)Write(entry.Key, entry.Value.Fields, entry.Value.Time)));
    }

    private static JsonObject Write(ManagerKey key, FieldSet fields, string? time)
    {
        var entry = new JsonObject { ["manager"] = key.Manager, ["operation"] = key.Operation, ["apiVersion"] = key.ApiVersion };
        if (time is not null) entry["time"] = time;
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = fields.ToJson();
        if (key.Subresource.Length > 0) entry["subresource"] = key.Subresource;
        return entry;
    }
}
