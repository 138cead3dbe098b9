using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Replaying;

/// <summary>
/// Marks what a replay tells the comparison server: <c>name;expiry;SHA-256 of the message;HMAC-SHA256</c> over these and what the evidence belongs to. Without the key nobody can pose as a
/// replay, nor make the server read a message; and a replay of something else than what the server compares now is none.
/// </summary>
internal sealed class ReplayMark(string name, string subject, ReadOnlyMemory<byte> key, TimeProvider time)
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Penumbra-Replay";

    private const int Longest = 512;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(2);

    /// <summary>What a server's evidence belongs to, in one text.</summary>
    /// <param name="subject">What is compared with what.</param>
    /// <param name="since">When the evidence began; null where the server says it itself.</param>
    public static string Subject(string subject, DateTimeOffset? since) =>
        since is { } began ? string.Create(CultureInfo.InvariantCulture, $"{subject} since:{began.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : subject;

    /// <summary>The mark of a server's own replays.</summary>
    public static ReplayMark Of(ComparisonConfig config, TimeProvider time) => new(config.Name, Subject(config.Subject, config.Since), config.Secret, time);

    /// <summary>A mark for a message, valid from now on.</summary>
    public string Make(ReadOnlySpan<byte> message)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{name};{(time.GetUtcNow() + Validity).ToUnixTimeSeconds()};{Convert.ToHexStringLower(SHA256.HashData(message))}");
        return $"{text};{Sign(text)}";
    }

    /// <summary>The digest of the message that a header marks; null when it is no mark, or no longer.</summary>
    public string? MessageOf(string? header)
    {
        if (header is null or { Length: > Longest } || header.Split(';') is not [var named, var expiry, var digest, var signature] || named != name) return null;
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < time.GetUtcNow().ToUnixTimeSeconds()) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign($"{named};{expiry};{digest}")), Encoding.UTF8.GetBytes(signature)) ? digest : null;
    }

    /// <summary>Whether a message has that digest.</summary>
    public static bool IsOf(string digest, ReadOnlySpan<byte> message) => Convert.ToHexStringLower(SHA256.HashData(message)) == digest;

    // The word in front keeps these apart from the marks of the server's own requests, which have the same key.
    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"replay\n{text}\n{subject}")));
}
