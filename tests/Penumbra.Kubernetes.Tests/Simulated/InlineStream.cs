namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>A response body that a test writes while somebody reads it; reads complete inline.</summary>
public sealed class InlineStream : Stream
{
    private readonly Queue<byte> _bytes = new();
    private TaskCompletionSource? _waiting;
    private bool _ended;
    private Exception? _broken;

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Send(string text)
    {
        foreach (var value in System.Text.Encoding.UTF8.GetBytes(text)) _bytes.Enqueue(value);
        Wake();
    }

    public void End()
    {
        _ended = true;
        Wake();
    }

    public void Break()
    {
        _broken = new IOException("connection reset");
        Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_bytes.Count == 0)
        {
            if (_broken is not null) throw _broken;
            if (_ended) return 0;
            cancellationToken.ThrowIfCancellationRequested();
            var waiting = _waiting = new TaskCompletionSource();
            using (cancellationToken.Register(() => waiting.TrySetCanceled(cancellationToken))) await waiting.Task;
        }

        var count = 0;
        while (count < buffer.Length && _bytes.TryDequeue(out var value)) buffer.Span[count++] = value;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => IsDisposed = true;

    private void Wake()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.TrySetResult();
    }
}
