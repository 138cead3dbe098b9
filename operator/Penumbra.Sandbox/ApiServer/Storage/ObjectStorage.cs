using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>
/// The tables of objects, the one counter of versions, and the history that watches resume from. Objects in it are never edited.
/// Used only under the lock of <see cref="ClusterStore"/>.
/// </summary>
/// <param name="historySize">How many commits a watch may be behind.</param>
internal sealed class ObjectStorage(int historySize)
{
    private readonly Dictionary<string, SortedList<string, JsonObject>> _tables = [];
    private readonly List<HistoryEntry> _history = [];

    /// <summary>The version of the last commit.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>The oldest version that a watch can resume from.</summary>
    public long Compacted { get; private set; } = 1;

    /// <summary>The same objects in tables of their own, without the history.</summary>
    public ObjectStorage Fork()
    {
        var fork = new ObjectStorage(historySize) { Version = Version, Compacted = Version };
        foreach (var (table, rows) in _tables) fork._tables[table] = new SortedList<string, JsonObject>(rows, StringComparer.Ordinal);
        return fork;
    }

    /// <summary>The key of an object: <c>namespace/name</c>, or <c>/name</c>.</summary>
    public static string Key(string? ns, string name) => $"{ns}/{name}";

    public JsonObject? Get(string table, string key) => _tables.TryGetValue(table, out var rows) ? rows.GetValueOrDefault(key) : null;

    public int Count(string table) => _tables.TryGetValue(table, out var rows) ? rows.Count : 0;

    /// <summary>The objects of one namespace, or of all when it is null or empty, in the order of their keys.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Rows(string table, string? ns)
    {
        if (!_tables.TryGetValue(table, out var rows)) yield break;
        var prefix = string.IsNullOrEmpty(ns) ? "" : ns + "/";
        for (var i = FirstAtLeast(rows.Keys, prefix); i < rows.Count && rows.Keys[i].StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            yield return new KeyValuePair<string, JsonObject>(rows.Keys[i], rows.Values[i]);
        }
    }

    /// <summary>The objects as they were at an older version, which must not be compacted.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> RowsAt(string table, string? ns, long version)
    {
        var undone = new Dictionary<string, JsonObject?>();
        foreach (var entry in Since(version))
        {
            if (entry.Table == table) undone.TryAdd(entry.Key, entry.Previous);
        }

        var prefix = string.IsNullOrEmpty(ns) ? "" : ns + "/";
        var past = new SortedList<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (key, row) in Rows(table, ns))
        {
            if (!undone.ContainsKey(key)) past[key] = row;
        }

        foreach (var (key, row) in undone)
        {
            if (row is not null && key.StartsWith(prefix, StringComparison.Ordinal)) past[key] = row;
        }

        return past;
    }

    /// <summary>The commits after a version, in order.</summary>
    public IEnumerable<HistoryEntry> Since(long version)
    {
        if (_history.Count == 0) yield break;
        for (var i = (int)Math.Max(0, version + 1 - _history[0].Version); i < _history.Count; i++) yield return _history[i];
    }

    /// <summary>Stores a copy of the object under the next version, which it writes into the object's metadata.</summary>
    public HistoryEntry Put(string table, string key, JsonObject obj)
    {
        if (!_tables.TryGetValue(table, out var rows)) _tables[table] = rows = new SortedList<string, JsonObject>(StringComparer.Ordinal);
        var previous = rows.GetValueOrDefault(key);
        Stamp(obj);
        return Note(new HistoryEntry(Version, previous is null ? "ADDED" : "MODIFIED", table, key, rows[key] = Settled(obj), previous));
    }

    /// <summary>Removes the object; the history keeps its last state under the next version.</summary>
    public HistoryEntry Remove(string table, string key, JsonObject last)
    {
        var rows = _tables[table];
        var previous = rows[key];
        rows.Remove(key);
        var gone = last.Copy();
        Stamp(gone);
        return Note(new HistoryEntry(Version, "DELETED", table, key, Settled(gone), previous));
    }

    /// <summary>Replaces an object without a commit: what reading it shows has changed (a new default), not the object.</summary>
    public void Refresh(string table, string key, JsonObject obj) => _tables[table][key] = Settled(obj);

    /// <summary>Forgets the history, so that watches and lists from older versions are answered with 410.</summary>
    public void Compact()
    {
        _history.Clear();
        Compacted = Version;
    }

    // Through text, so that a number reads as any type that it fits, whoever made it.
    private static JsonObject Settled(JsonObject obj) => (JsonObject)JsonNode.Parse(JsonText.Line(obj))!;

    private void Stamp(JsonObject obj)
    {
        Version++;
        obj.Meta()["resourceVersion"] = Version.ToString();
    }

    private HistoryEntry Note(HistoryEntry entry)
    {
        _history.Add(entry);
        if (_history.Count >= historySize * 2) _history.RemoveRange(0, _history.Count - historySize);
        Compacted = Math.Max(Compacted, Version - historySize);
        return entry;
    }

    private static int FirstAtLeast(IList<string> keys, string prefix)
    {
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(keys[middle], prefix) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
