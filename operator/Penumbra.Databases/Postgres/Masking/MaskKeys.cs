using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>What the masks' expressions are keyed with: each purpose has a key of its own, derived from the run's by HMAC-SHA-256.</summary>
internal sealed class MaskKeys
{
    private const int Block = 64;
    private readonly byte[] _key;

    /// <summary>Derives nothing yet.</summary>
    public MaskKeys(ReadOnlySpan<byte> key) => _key = key.ToArray();

    /// <summary>The key for one purpose, 32 bytes.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> key, string purpose) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose));

    /// <summary>The key for one purpose, 32 bytes.</summary>
    public byte[] For(string purpose) => Derive(_key, purpose);

    /// <summary>The two blocks that turn PostgreSQL's own <c>sha256</c> into HMAC: <c>sha256(outer || sha256(inner || text))</c> (RFC 2104).</summary>
    public (byte[] Inner, byte[] Outer) Pads(string purpose)
    {
        var (inner, outer) = (new byte[Block], new byte[Block]);
        For(purpose).CopyTo(inner, 0);
        For(purpose).CopyTo(outer, 0);
        for (var index = 0; index < Block; index++)
        {
            inner[index] ^= 0x36;
            outer[index] ^= 0x5c;
        }

        return (inner, outer);
    }

    /// <summary>A number for PostgreSQL's seeded hashes.</summary>
    public long Seed(string purpose) => BinaryPrimitives.ReadInt64BigEndian(For(purpose));

    /// <summary>How far the permutation of digits turns: below 10^18, and without a divisor in common with 10, so that no number stays where it is.</summary>
    public long Turn()
    {
        const ulong Tenth = 100_000_000_000_000_000;
        var raw = BinaryPrimitives.ReadUInt64BigEndian(For("turn"));
        long[] last = [1, 3, 7, 9];
        return ((long)(raw % Tenth) * 10) + last[raw >> 62];
    }
}
