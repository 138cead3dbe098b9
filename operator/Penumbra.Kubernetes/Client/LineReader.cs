namespace Penumbra.Kubernetes.Client;

/// <summary>Reads lines of bounded length from a stream that never ends by itself.</summary>
internal sealed class LineReader(Stream stream, int maximumLength)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>Whether the last line was longer than the bound, which ended the reading.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null at the end. Half a line at the end is no line.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, _searched + found - _start);
                _start = _searched = _searched + found + 1;
                return line;
            }

            _searched = _end;
            if (_end - _start > maximumLength)
            {
                IsTooLong = true;
                return null;
            }

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) return null;
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
