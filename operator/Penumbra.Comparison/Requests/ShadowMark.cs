using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Penumbra.Comparison.Requests;

/// <summary>Marks the server's own requests, so that one that is mirrored again is known: <c>name;expiry;HMAC-SHA256</c>. Nobody without the key can make one.</summary>
internal sealed class ShadowMark(string name, ReadOnlyMemory<byte> key, TimeSpan validity, TimeProvider time)
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Penumbra-Shadow";

    private const int Longest = 512;

    /// <summary>A mark that is valid from now on.</summary>
    public string Make()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{name};{(time.GetUtcNow() + validity).ToUnixTimeSeconds()}");
        return $"{text};{Sign(text)}";
    }

    /// <summary>Whether a header is a mark of this server that still holds.</summary>
    public bool IsOwn(string? header)
    {
        if (header is null or { Length: > Longest } || header.Split(';') is not [var named, var expiry, var signature] || named != name) return false;
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < time.GetUtcNow().ToUnixTimeSeconds()) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign($"{named};{expiry}")), Encoding.UTF8.GetBytes(signature));
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(text)));
}
