using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace Penumbra.Comparison.Evidence;

/// <summary>
/// Evidence as bytes: compact JSON under gzip, with the version of its form. It fits into a ConfigMap whatever was compared, and whatever stands in one does no harm. Nothing of any request or
/// answer is in it but the paths of fields.
/// </summary>
public static class EvidenceCodec
{
    /// <summary>The most bytes that <see cref="Encode"/> gives: a ConfigMap holds 1 MiB, a third more than that in base64.</summary>
    public const int MostEncoded = 700 * 1024;

    /// <summary>The most bytes of JSON, before compression.</summary>
    public const int MostDecoded = 8 * 1024 * 1024;

    private const int Piece = 64 * 1024;

    /// <summary>Encodes. Evidence that is too large loses detail, the least important first: see <see cref="EvidenceSize"/>.</summary>
    public static byte[] Encode(EvidenceExport export)
    {
        foreach (var evidence in EvidenceSize.Smaller(export.Evidence))
        {
            var json = new ArrayBufferWriter<byte>(Piece);
            EvidenceWriter.Write(json, export with { Evidence = evidence });
            if (json.WrittenCount > MostDecoded) continue;
            var encoded = Compress(json.WrittenSpan);
            if (encoded.Length <= MostEncoded) return encoded;
        }

        throw new InvalidOperationException("evidence of so many endpoints does not fit");
    }

    /// <summary>Decodes.</summary>
    /// <returns>Null for anything that <see cref="Encode"/> of this version did not give.</returns>
    public static EvidenceExport? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostDecoded) return null;
        try
        {
            using var json = JsonDocument.Parse(Decompress(bytes));
            return EvidenceParser.Read(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            // Whatever is wrong with it: it is none of ours.
            return null;
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> json)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(json);
        return memory.ToArray();
    }

    // A few bytes can say "gigabytes of zeros": no more is unpacked than Encode ever packs.
    private static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        var json = new ArrayBufferWriter<byte>(Piece);
        while (gzip.Read(json.GetSpan(Piece)) is > 0 and var read)
        {
            json.Advance(read);
            if (json.WrittenCount > MostDecoded) throw new InvalidDataException("larger than any evidence");
        }

        return json.WrittenMemory;
    }
}
