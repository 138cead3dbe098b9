namespace Penumbra.Simulation.Processes;

/// <summary>The body of a watch: whoever reads it goes on inside the call that brings news, on the same thread.</summary>
public sealed class WatchBodyStream : Stream
{
    private readonly Queue<ReadOnlyMemory<byte>> _chunks = new();
    private TaskCompletionSource? _waiting;
    private bool _ended;
    private bool _broken;

    /// <summary>Called once, when the reader has gone.</summary>
    public Action? Abandoned { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes for the reader.</summary>
    public void Send(ReadOnlyMemory<byte> bytes)
    {
        _chunks.Enqueue(bytes);
        Wake();
    }

    /// <summary>The orderly end.</summary>
    public void End()
    {
        _ended = true;
        Wake();
    }

    /// <summary>The connection breaks.</summary>
    public void Break()
    {
        _broken = true;
        Wake();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_chunks.Count == 0)
        {
            if (_broken) throw new IOException("connection reset by peer");
            if (_ended) return 0;
            cancellationToken.ThrowIfCancellationRequested();
            var waiting = _waiting = new TaskCompletionSource();
            using (cancellationToken.Register(() => waiting.TrySetCanceled(cancellationToken))) await waiting.Task;
        }

        var chunk = _chunks.Peek();
        var count = Math.Min(buffer.Length, chunk.Length);
        chunk.Span[..count].CopyTo(buffer.Span);
        _chunks.Dequeue();
        if (count < chunk.Length)
        {
            // The rest stays the first.
            var rest = _chunks.ToArray();
            _chunks.Clear();
            _chunks.Enqueue(chunk[count..]);
            foreach (var other in rest) _chunks.Enqueue(other);
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        var abandoned = Abandoned;
        Abandoned = null;
        abandoned?.Invoke();
        base.Dispose(disposing);
    }

    private void Wake()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.TrySetResult();
    }
}
