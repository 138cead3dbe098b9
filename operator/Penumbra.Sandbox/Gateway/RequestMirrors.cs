using Microsoft.AspNetCore.Http;

namespace Penumbra.Sandbox.Gateway;

/// <summary>
/// Sends copies of requests and drops their answers. A copy never delays nor fails the request; over the limit copies are dropped and counted.
/// </summary>
internal sealed class RequestMirrors(HttpMessageInvoker pods, int limit, GatewayStatistics statistics)
{
    private const int LargestBody = 1 << 20;

    private int _inFlight;

    /// <summary>
    /// Mirrors the request as far as the shares say. Returns the request's body when it had to be read for that, else null.
    /// </summary>
    public async Task<byte[]?> MirrorAsync(HttpContext http, IReadOnlyList<RouteMirror> ofRule, IReadOnlyList<RouteMirror> ofBackend,
        RequestTarget target,
        Func<HttpContext, PodEndpoint, RequestTarget, byte[]?, HttpRequestMessage> copy)
    {
        if (ofRule.Count + ofBackend.Count == 0)
            return null;
        var chosen = ofRule.Concat(ofBackend).Where(mirror => mirror.Share.Next()).Select(mirror => mirror.Endpoints?.Next()).OfType<PodEndpoint>()
            .ToList();
        if (chosen.Count == 0)
            return null;
        byte[]? body = null;
        if (RequestForwarder.HasBody(http.Request))
        {
            // Only a body of known, modest size is held in memory.
            if (http.Request.ContentLength is null or > LargestBody)
            {
                statistics.MirrorDropped();
                return null;
            }
            body = new byte[http.Request.ContentLength.Value];
            await http.Request.Body.ReadExactlyAsync(body, http.RequestAborted);
        }
        foreach (var pod in chosen)
        {
            if (Interlocked.Increment(ref _inFlight) > limit)
            {
                Interlocked.Decrement(ref _inFlight);
                statistics.MirrorDropped();
                continue;
            }
            var message = copy(http, pod, target, body);
            _ = SendAsync(message);
        }
        return body;
    }

    private async Task SendAsync(HttpRequestMessage message)
    {
        try
        {
            using var limited = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            using var response = await pods.SendAsync(message, limited.Token);
            await response.Content.CopyToAsync(Stream.Null, limited.Token);
            statistics.Mirrored();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            statistics.MirrorDropped();
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            message.Dispose();
        }
    }
}
