using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Penumbra.Metrics.Prometheus;

/// <summary>How a source is logged in to. Not a record: nothing may print it.</summary>
internal sealed class SourceLogin
{
    private SourceLogin(string digest) => Digest = digest;

    /// <summary>No login.</summary>
    public static SourceLogin None { get; } = new("");

    /// <summary>Tells one content of the Secret from another, and nothing about it.</summary>
    public string Digest { get; }

    /// <summary>The header of each request, or null.</summary>
    public AuthenticationHeaderValue? Authorization { get; private init; }

    /// <summary>The certificates of both sides, or null for the system's.</summary>
    public SslClientAuthenticationOptions? Tls { get; private init; }

    /// <summary>
    /// Reads a Secret's keys: <c>bearer</c>, or <c>username</c> and <c>password</c>; <c>ca.crt</c>, <c>tls.crt</c> and <c>tls.key</c>. Null, with a sentence
    /// that repeats no value, when they make no login.
    /// </summary>
    public static SourceLogin? Read(SecretView secret, out string? problem)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, encoded) in secret.Data ?? [])
        {
            if (!Base64.IsValid(encoded)) return Wrong($"its key {key} is not base64", out problem);
            values[key] = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Trim();
        }

        return Of(values, out problem);
    }

    /// <summary>The same of values that are plain.</summary>
    public static SourceLogin? Of(SortedDictionary<string, string> values, out string? problem)
    {
        AuthenticationHeaderValue? authorization = null;
        if (values.TryGetValue("bearer", out var bearer))
        {
            if (bearer.Length == 0 || bearer.Any(character => character is <= ' ' or > '~')) return Wrong("its key bearer is not a token", out problem);
            authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }
        else if (values.TryGetValue("username", out var user))
        {
            if (!values.TryGetValue("password", out var password)) return Wrong("it has a username and no password", out problem);
            if (user.Contains(':', StringComparison.Ordinal)) return Wrong("its username has a colon", out problem);
            authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        try
        {
            problem = null;
            return new SourceLogin(Hash(values)) { Authorization = authorization, Tls = Certificates(values) };
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return Wrong("its ca.crt, tls.crt and tls.key are not PEM certificates and the key that belongs to them", out problem);
        }
    }

    private static SslClientAuthenticationOptions? Certificates(SortedDictionary<string, string> values)
    {
        var hasAuthority = values.TryGetValue("ca.crt", out var authority);
        var hasOwn = values.TryGetValue("tls.crt", out var certificate);
        if (!hasAuthority && !hasOwn) return null;
        var options = new SslClientAuthenticationOptions();
        if (hasAuthority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(authority);
            if (policy.CustomTrustStore.Count == 0) throw new CryptographicException("no certificate");
            options.CertificateChainPolicy = policy;
        }

        if (hasOwn) options.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, values.GetValueOrDefault("tls.key"))];
        return options;
    }

    private static string Hash(SortedDictionary<string, string> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in values) hash.AppendData(Encoding.UTF8.GetBytes($"{key.Length}:{key}{value.Length}:{value}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static SourceLogin? Wrong(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}
