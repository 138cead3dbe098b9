using System.Text;
using System.Text.Json;

namespace Penumbra.Kubernetes.Informers;

/// <summary>
/// A small cache of strings that repeat: namespaces, label keys and values. Of fixed size, so that it cannot grow; a collision replaces.
/// Safe for several threads: a lost race costs one more copy.
/// </summary>
public sealed class StringPool
{
    private const int Slots = 4096;
    private const int LongestPooled = 128;
    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string that a reader stands on, a value or a name; null for anything else than one.</summary>
    public string? Get(ref Utf8JsonReader reader) => reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || reader.HasValueSequence || reader.ValueIsEscaped ? reader.GetString() : Get(reader.ValueSpan);

    /// <summary>The string of these bytes, shared where it is known.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0) return "";
        if (utf8.Length > LongestPooled) return Encoding.UTF8.GetString(utf8);
        Span<char> buffer = stackalloc char[LongestPooled];
        var characters = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
        var slot = Hash(characters) & (Slots - 1);
        if (_slots[slot] is { } known && characters.SequenceEqual(known)) return known;
        return _slots[slot] = new string(characters);
    }

    // FNV-1a: the same in every process, unlike string.GetHashCode.
    private static uint Hash(ReadOnlySpan<char> characters)
    {
        var hash = 2166136261;
        foreach (var character in characters) hash = (hash ^ character) * 16777619;
        return hash ^ (hash >> 15);
    }
}
