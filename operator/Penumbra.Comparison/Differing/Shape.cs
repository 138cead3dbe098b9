using System.Runtime.InteropServices;

namespace Penumbra.Comparison.Differing;

/// <summary>How two values differ, without the values: all that a sample keeps.</summary>
/// <param name="Live">Live's type: <c>string</c>, <c>number</c>, <c>bytes</c> …; null when it has none.</param>
/// <param name="LiveLength">Live's length: of a text in characters, of a list in elements, of bytes in bytes; null for other types.</param>
/// <param name="Shadow">The shadow's type.</param>
/// <param name="ShadowLength">The shadow's length.</param>
/// <param name="EqualAfterTrim">Whether they are equal but for white space at their ends.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Shape(string? Live, int? LiveLength, string? Shadow, int? ShadowLength, bool EqualAfterTrim)
{
    /// <summary>The shape of two texts.</summary>
    internal static Shape Of(string? live, string? shadow) => new(live is null ? null : "string", live?.Length, shadow is null ? null : "string", shadow?.Length, live is not null && shadow is not null && live.Trim() == shadow.Trim());
}
