namespace Penumbra.Comparison.Recordings;

/// <summary>Finds the entries in a recording that arrives in pieces, in bounded memory.</summary>
internal interface IEntryScanner
{
    /// <summary>Takes the next piece; whole entries are added to <paramref name="entries"/>.</summary>
    /// <returns>Why this is no recording at all; null while it may be one.</returns>
    string? Push(ReadOnlySpan<byte> piece, List<RawEntry> entries);

    /// <summary>There are no further pieces.</summary>
    /// <returns>Why this is no whole recording; null when it is.</returns>
    string? End(List<RawEntry> entries);
}
