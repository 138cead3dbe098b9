using System.Buffers;
using System.Security.Cryptography;

namespace Penumbra.Comparison.Recordings;

/// <summary>
/// A file that is read, and what names its content: HMAC-SHA256 of all of its bytes, by a key, as its first 16 hexadecimal digits. Without the key nobody can find out by it what a recording holds.
/// </summary>
internal sealed class DigestedStream : Stream
{
    private const int Digits = 16;
    private const int Piece = 64 * 1024;

    private readonly Stream _file;
    private readonly IncrementalHash _hash;

    /// <param name="file">The file, at its beginning; it is not closed.</param>
    /// <param name="key">The key.</param>
    public DigestedStream(Stream file, ReadOnlyMemory<byte> key)
    {
        (_file, _hash) = (file, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Span));

        // The word in front keeps it apart from the marks, which have the same key.
        _hash.AppendData("recording\n"u8);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left, and names the whole.</summary>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await ReadAsync(piece.AsMemory(0, Piece), cancellationToken) > 0)
            {
                // Read for its digest alone.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }

        return Convert.ToHexStringLower(_hash.GetCurrentHash())[..Digits];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _file.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = _file.Read(buffer, offset, count);
        _hash.AppendData(buffer, offset, read);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
