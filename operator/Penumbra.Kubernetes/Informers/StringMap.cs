using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Labels or annotations: a sorted array, a third of a dictionary's size and always in ordinal order.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Kubernetes speaks of maps of strings.")]
public sealed class StringMap : IReadOnlyDictionary<string, string>, IEquatable<StringMap>
{
    private readonly string[] _keys;
    private readonly string[] _values;

    /// <summary>Makes a map; of a key that comes twice the last counts.</summary>
    public StringMap(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs) sorted[key] = value;
        _keys = [.. sorted.Keys];
        _values = [.. sorted.Values];
    }

    /// <summary>The map without entries.</summary>
    public static StringMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _values;

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var index = Find(key);
        value = index >= 0 ? _values[index] : null;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var index = 0; index < _keys.Length; index++) yield return new(_keys[index], _values[index]);
    }

    /// <inheritdoc/>
    public bool Equals(StringMap? other) => other is not null && _keys.AsSpan().SequenceEqual(other._keys) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StringMap);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_keys.Length, _keys.Length > 0 ? _keys[0] : "");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string key) => Array.BinarySearch(_keys, key, StringComparer.Ordinal);
}
