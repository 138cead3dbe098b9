using System.Buffers;
using System.IO.Compression;

namespace Penumbra.Comparison.Answers;

/// <summary>Reads bodies up to a bound: what is larger is let go of, whatever it announced.</summary>
internal static class BodyReader
{
    private const int Chunk = 16 * 1024;

    /// <summary>The whole body; null when it is larger.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            using var body = new MemoryStream();
            while (true)
            {
                var read = await stream.ReadAsync(chunk.AsMemory(0, Chunk), cancellationToken);
                if (read == 0) return body.ToArray();
                if (body.Length + read > most) return null;
                body.Write(chunk, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Takes content codings off, the last first. A coding that is not known, or that does not hold, leaves the bytes as they are.</summary>
    /// <returns>Null when it is larger than <paramref name="most"/>.</returns>
    public static async Task<byte[]?> DecodeAsync(byte[] body, string? codings, int most, CancellationToken cancellationToken)
    {
        foreach (var coding in (codings ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse().Take(4))
        {
            if (body.Length == 0) return body;
            await using var decoder = Decoder(coding.ToLowerInvariant(), body);
            if (decoder is null) return body;
            try
            {
                if (await ReadAsync(decoder, most, cancellationToken) is not { } decoded) return null;
                body = decoded;
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
            {
                return body;
            }
        }

        return body;
    }

    private static Stream? Decoder(string coding, byte[] body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(new MemoryStream(body), CompressionMode.Decompress),
        "br" => new BrotliStream(new MemoryStream(body), CompressionMode.Decompress),
        // Called deflate, and meant with zlib's frame; some servers leave the frame out (RFC 9110, 8.4.1.2).
        "deflate" when body.Length > 1 && (body[0] & 0x0f) == 8 && ((body[0] << 8) + body[1]) % 31 == 0 => new ZLibStream(new MemoryStream(body), CompressionMode.Decompress),
        "deflate" => new DeflateStream(new MemoryStream(body), CompressionMode.Decompress),
        "identity" => new MemoryStream(body),
        _ => null,
    };
}
