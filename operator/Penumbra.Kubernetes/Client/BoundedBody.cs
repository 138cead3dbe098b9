using System.Buffers;

namespace Penumbra.Kubernetes.Client;

/// <summary>A response body in a buffer that is used again, never longer than its bound.</summary>
internal sealed class BoundedBody : IDisposable
{
    // Only pages of the first lists are longer. The pool would keep a buffer of each size for each core, for good; the collector takes them once all is read.
    private const int LongestRented = 256 * 1024;
    private byte[] _buffer;
    private int _length;

    private BoundedBody(int capacity) => _buffer = Take(capacity);

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
        Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static byte[] Take(int length) => length > LongestRented ? GC.AllocateUninitializedArray<byte>(length) : ArrayPool<byte>.Shared.Rent(length);

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= LongestRented) ArrayPool<byte>.Shared.Return(buffer);
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
        var larger = Take(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }
}
