namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What a masked value looks like. Every kind gives the same output for the same input under one key, and leaves NULL alone.</summary>
public enum MaskKind
{
    /// <summary>An address at <c>example.invalid</c>, which no mail can reach (RFC 2606). Different addresses stay different.</summary>
    Email,

    /// <summary>A given name and a family name from a list; on a column that must be unique, with a suffix.</summary>
    Name,

    /// <summary>Every digit is replaced by another, everything else stays: lengths and separators are kept. Different numbers stay different (a keyed permutation).</summary>
    Digits,
}
