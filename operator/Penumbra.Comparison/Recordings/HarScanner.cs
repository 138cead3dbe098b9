namespace Penumbra.Comparison.Recordings;

/// <summary>
/// HAR 1.2: one JSON document, of any size, with the requests at <c>log.entries[].request</c>. Only those are gathered; everything else, such as recorded answers, is passed over byte by byte.
/// Whether what is gathered is good JSON is found by whoever reads it.
/// </summary>
internal sealed class HarScanner : IEntryScanner
{
    private const int Deepest = 256;
    private const int LongestKey = 16;
    private const string NotJson = "is no HAR 1.2: its JSON is broken";

    // How far down the way to a request the scanner is: the document, log, entries, one of them, its request.
    private enum Way
    {
        Nowhere,
        Document,
        Log,
        Entries,
        Entry,
        Request,
    }

    private readonly Stack<bool> _isObject = new();
    private readonly byte[] _key = new byte[LongestKey];
    private readonly BoundedBytes _request = new(Recording.MostEntry);
    private Way _way;
    private int _keyLength;
    private bool _isInText;
    private bool _isEscaped;
    private bool _isKeyNext;
    private bool _isKey;
    private bool _hasEntries;
    private bool _hasRequest;
    private bool _isOver;
    private long _entries;

    /// <inheritdoc/>
    public string? Push(ReadOnlySpan<byte> piece, List<RawEntry> entries)
    {
        var from = 0;
        for (var at = 0; at < piece.Length; at++)
        {
            if (_isInText)
            {
                at = Text(piece, at);
                continue;
            }

            var wasRequest = _way == Way.Request;
            if (Mark(piece[at], entries) is { } problem) return problem;
            if (!wasRequest && _way == Way.Request) from = at;
            if (wasRequest && _way != Way.Request)
            {
                _request.Add(piece[from..(at + 1)]);
                _hasRequest = true;
                entries.Add(_request.Take());
            }
        }

        if (_way == Way.Request) _request.Add(piece[from..]);
        return null;
    }

    /// <inheritdoc/>
    public string? End(List<RawEntry> entries) =>
        !_isOver ? _hasEntries ? $"ends in the middle, after {_entries} entries: it was cut" : NotJson
        : !_hasEntries ? "is no HAR 1.2: it has no log.entries"
        : null;

    // Inside a text nothing but its end matters; the name of a field is remembered as far as it could be one that is looked for.
    private int Text(ReadOnlySpan<byte> piece, int at)
    {
        for (; at < piece.Length; at++)
        {
            if (!_isEscaped && !_isKey)
            {
                var next = piece[at..].IndexOfAny((byte)'"', (byte)'\\');
                if (next < 0) return piece.Length;
                at += next;
            }

            if (!_isEscaped && piece[at] == '"')
            {
                _isInText = false;
                return at;
            }

            _isEscaped = !_isEscaped && piece[at] == '\\';
            if (_isKey && _keyLength < LongestKey) _key[_keyLength++] = piece[at];
        }

        return at;
    }

    private string? Mark(byte mark, List<RawEntry> entries)
    {
        switch (mark)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return null;
            case (byte)'{' or (byte)'[':
                return _isOver ? NotJson : Open(mark == '{');
            case (byte)'}' or (byte)']':
                return Close(mark == '}', entries);
            case (byte)'"':
                (_isInText, _isKey) = (true, _isKeyNext);
                if (_isKey) _keyLength = 0;
                break;
            case (byte)',':
                _isKeyNext = _isObject.TryPeek(out var isObject) && isObject;
                return null;
            case (byte)':':
                _isKeyNext = false;
                return null;
        }

        // A text, a number or a word.
        return _isOver || _isObject.Count == 0 ? NotJson : _way == Way.Entries && _isObject.Count == (int)Way.Entries ? "is no HAR 1.2: log.entries holds something that is no object" : null;
    }

    private string? Open(bool isObject)
    {
        var depth = _isObject.Count;
        if (depth >= Deepest) return "is no HAR 1.2: its JSON is deeper than any";
        if (depth == 0 && !isObject) return NotJson;
        _isObject.Push(isObject);
        _isKeyNext = isObject;
        if (depth != (int)_way) return null;
        switch (_way)
        {
            case Way.Nowhere:
                _way = Way.Document;
                break;
            case Way.Document when isObject && Key("log"u8):
                _way = Way.Log;
                break;
            case Way.Log when !isObject && Key("entries"u8):
                (_way, _hasEntries) = (Way.Entries, true);
                break;
            case Way.Entries when !isObject:
                return "is no HAR 1.2: log.entries holds something that is no object";
            case Way.Entries:
                (_way, _hasRequest) = (Way.Entry, false);
                break;
            case Way.Entry when isObject && !_hasRequest && Key("request"u8):
                _way = Way.Request;
                break;
        }

        return null;
    }

    private string? Close(bool isObject, List<RawEntry> entries)
    {
        if (!_isObject.TryPop(out var was) || was != isObject) return NotJson;
        _isKeyNext = false;
        if (_isObject.Count >= (int)_way) return null;
        if (_way == Way.Entry)
        {
            _entries++;
            if (!_hasRequest) entries.Add(new RawEntry(null));
        }

        _way--;
        _isOver = _isObject.Count == 0;
        return null;
    }

    private bool Key(ReadOnlySpan<byte> name) => _key.AsSpan(0, _keyLength).SequenceEqual(name);
}
