using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Informers;

/// <summary>A JSON value kept as its UTF-8 bytes: cheap to hold, parsed only by who needs it.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public sealed class RawJson : IEquatable<RawJson>
{
    private readonly byte[] _utf8;

    /// <summary>Copies the bytes, which must be one JSON value.</summary>
    public RawJson(ReadOnlySpan<byte> utf8) => _utf8 = utf8.ToArray();

    /// <summary>The bytes, as the server sent them.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>A tree of the value, new at each call.</summary>
    public JsonNode? Parse() => JsonNode.Parse(_utf8);

    /// <summary>Whether the bytes are the same.</summary>
    public bool Equals(RawJson? other) => other is not null && Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RawJson);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(_utf8);
}
