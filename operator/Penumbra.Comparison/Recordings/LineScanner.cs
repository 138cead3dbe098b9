namespace Penumbra.Comparison.Recordings;

/// <summary>Newline-delimited JSON: every line that is not empty is an entry.</summary>
internal sealed class LineScanner : IEntryScanner
{
    private readonly BoundedBytes _line = new(Recording.MostEntry);

    /// <inheritdoc/>
    public string? Push(ReadOnlySpan<byte> piece, List<RawEntry> entries)
    {
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _line.Add(piece[..end]);
            Take(entries);
            piece = piece[(end + 1)..];
        }

        _line.Add(piece);
        return null;
    }

    /// <inheritdoc/>
    public string? End(List<RawEntry> entries)
    {
        Take(entries);
        return null;
    }

    private void Take(List<RawEntry> entries)
    {
        var line = _line.Take();
        if (line.IsTooLarge || line.Json.AsSpan().ContainsAnyExcept(" \t\r"u8)) entries.Add(line);
    }
}
