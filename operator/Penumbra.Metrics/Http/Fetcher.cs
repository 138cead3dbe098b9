using System.IO.Compression;

namespace Penumbra.Metrics.Http;

/// <summary>
/// One bounded exchange: a deadline for all of it, a cap on the decompressed body, no redirects. Decompression happens here and not in the
/// handler, so that the cap counts what comes out of it. Only the caller's cancellation throws.
/// </summary>
internal static class Fetcher
{
    /// <summary>How long a body may be, in bytes after decompression.</summary>
    public const int LongestBody = 1024 * 1024;

    /// <summary>Sends the request and reads the whole answer.</summary>
    /// <param name="http">The client; its own time-out should be infinite.</param>
    /// <param name="request">The request; gzip is offered in its name.</param>
    /// <param name="timeout">For everything together.</param>
    /// <param name="time">The clock of the time-out.</param>
    /// <param name="cancellationToken">Ends the exchange and throws.</param>
    public static async Task<FetchResult> SendAsync(HttpClient http, HttpRequestMessage request, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var clock = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            if (status is >= 300 and < 400) return FetchResult.Failed(FetchFault.Redirect, status);
            if (status != 200) return FetchResult.Failed(FetchFault.Status, status);
            return await BodyAsync(response, either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return FetchResult.Failed(FetchFault.TimeOut);
        }
        catch (InvalidDataException)
        {
            return FetchResult.Failed(FetchFault.BadEncoding);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (clock.IsCancellationRequested) return FetchResult.Failed(FetchFault.TimeOut);
            return FetchResult.Failed(IsForbidden(exception) ? FetchFault.Forbidden : FetchFault.Unreachable);
        }
    }

    private static async Task<FetchResult> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var encodings = response.Content.Headers.ContentEncoding;
        var gzip = encodings.Count == 1 && string.Equals(encodings.First(), "gzip", StringComparison.OrdinalIgnoreCase);
        if (encodings.Count > 0 && !gzip) return FetchResult.Failed(FetchFault.BadEncoding);
        if (!gzip && response.Content.Headers.ContentLength > LongestBody) return FetchResult.Failed(FetchFault.TooLarge);

        await using var raw = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var stream = gzip ? new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true) : raw;
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > LongestBody) return FetchResult.Failed(FetchFault.TooLarge);
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, LongestBody + 1));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) break;
            length += read;
        }

        return new FetchResult(FetchFault.None, 200, buffer.AsMemory(0, length), response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "");
    }

    private static bool IsForbidden(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is EgressForbiddenException) return true;
        }

        return false;
    }
}
