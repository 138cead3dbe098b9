using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Penumbra.Databases.Rds;

/// <summary>Signs requests with Signature Version 4: the canonical request is written here, the signature is the AWS SDK's.</summary>
public static class RequestSigner
{
    /// <summary>Signs a POST to the root of a service.</summary>
    /// <param name="request">The request, with its headers and content; gets the signature.</param>
    /// <param name="body">The content.</param>
    /// <param name="credentials">Whose.</param>
    /// <param name="region">The region.</param>
    /// <param name="service">The service.</param>
    /// <param name="now">The moment.</param>
    public static void Sign(HttpRequestMessage request, byte[] body, ImmutableCredentials credentials, string region, string service, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var uri = request.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = request.Content!.Headers.ContentType!.ToString(),
            ["host"] = uri.IsDefaultPort ? uri.Host : string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}"),
            ["x-amz-date"] = stamp,
        };
        if (credentials.UseToken) headers["x-amz-security-token"] = credentials.Token;
        foreach (var (name, values) in request.Headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))) headers[name.ToLowerInvariant()] = string.Join(',', values);
        var signed = string.Join(';', headers.Keys);
        var canonical = new StringBuilder("POST\n").Append(uri.AbsolutePath).Append('\n').Append('\n');
        foreach (var (name, value) in headers) canonical.Append(name).Append(':').Append(value).Append('\n');
        canonical.Append('\n').Append(signed).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        var result = AWS4Signer.ComputeSignature(credentials, region, DateTime.ParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal), service, signed, canonical.ToString());
        request.Headers.TryAddWithoutValidation("x-amz-date", stamp);
        if (credentials.UseToken) request.Headers.TryAddWithoutValidation("x-amz-security-token", credentials.Token);
        request.Headers.TryAddWithoutValidation("Authorization", result.ForAuthorizationHeader);
    }
}
