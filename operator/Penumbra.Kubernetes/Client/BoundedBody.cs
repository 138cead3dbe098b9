using System.Buffers;

namespace Penumbra.Kubernetes.Client;

/// <summary>A response body in a rented buffer, never longer than its bound.</summary>
internal sealed class BoundedBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private BoundedBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was read.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Whether there was more than the bound.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads a body up to its bound.</summary>
    public static async Task<BoundedBody> ReadAsync(HttpContent content, int maximum, CancellationToken cancellationToken)
    {
        var expected = content.Headers.ContentLength ?? 16 * 1024;
        var body = new BoundedBody((int)Math.Clamp(expected + 1, 1024, maximum));
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            await body.FillAsync(stream, maximum, cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async Task FillAsync(Stream stream, int maximum, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length) Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0) return;
            _length += read;
            if (_length <= maximum) continue;
            _length = maximum;
            IsCut = true;
            return;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
