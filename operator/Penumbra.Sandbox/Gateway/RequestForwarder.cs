using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Penumbra.Sandbox.Gateway;

/// <summary>Carries one request to a pod of a backend and the answer back.</summary>
internal sealed class RequestForwarder : IDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private readonly SandboxGatewayOptions _options;
    private readonly GatewayStatistics _statistics;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _pods;
    private readonly RequestMirrors _mirrors;

    public RequestForwarder(SandboxGatewayOptions options, GatewayStatistics statistics, TimeProvider time)
    {
        (_options, _statistics, _time) = (options, statistics, time);
        _pods = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = options.ConnectionsPerPod,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        });
        _mirrors = new RequestMirrors(_pods, options.MirrorsInFlight, statistics);
    }

    /// <summary>Answers the request as the entry's rule says.</summary>
    public async Task ServeAsync(HttpContext http, RouteEntry entry)
    {
        var rule = entry.Rule;
        if (rule.Filters.Redirect is { } redirect)
        {
            PathEdits.Redirect(http, entry, redirect);
            return;
        }
        var start = Stopwatch.GetTimestamp();
        var choice = rule.Weights.Next();
        if (choice < 0)
        {
            http.Response.StatusCode = 500;
            return;
        }
        var backend = rule.Backends[choice];
        if (backend.Endpoints is null || backend.Endpoints.Pods.Count == 0)
        {
            // The Gateway API: what does not resolve is 500, what has no ready pod 503.
            http.Response.StatusCode = backend.Endpoints is null ? 500 : 503;
            _statistics.Record(rule.Route, backend.Service, "", http.Response.StatusCode, Stopwatch.GetElapsedTime(start));
            return;
        }
        foreach (var edit in rule.Filters.Request.Concat(backend.Filters.Request))
            edit.Apply(http.Request.Headers);
        var target = PathEdits.Target(http, entry, backend.Filters.Rewrite ?? rule.Filters.Rewrite);
        var body = await _mirrors.MirrorAsync(http, rule.Filters.Mirrors, backend.Filters.Mirrors, target, Copy);
        using var timeout = new CancellationTokenSource(rule.Timeout is { } limit && limit < _options.RequestTimeout ? limit
            : _options.RequestTimeout, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, http.RequestAborted);
        var pod = backend.Endpoints.Next()!;
        var version = pod.Revision;
        try
        {
            using var response = await SendAsync(http, backend.Endpoints, pod, target, body, ended.Token);
            if (response.Headers.TryGetValues("X-Version", out var versions))
                version = versions.First();
            await AnswerAsync(http, response, rule.Filters.Response, backend.Filters.Response, ended.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            if (http.RequestAborted.IsCancellationRequested)
                return;
            if (http.Response.HasStarted)
                http.Abort();
            else
                http.Response.StatusCode = timeout.IsCancellationRequested ? 504 : 502;
            _statistics.Record(rule.Route, backend.Service, version, timeout.IsCancellationRequested ? 504 : 502, Stopwatch.GetElapsedTime(start));
            return;
        }
        _statistics.Record(rule.Route, backend.Service, version, http.Response.StatusCode, Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public void Dispose() => _pods.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpContext http, EndpointSet endpoints, PodEndpoint pod, RequestTarget target, byte[]? body,
        CancellationToken cancel)
    {
        try
        {
            return await _pods.SendAsync(Copy(http, pod, target, body), cancel);
        }
        catch (HttpRequestException failure) when (MayRetry(http, failure))
        {
            // The pod has gone: another one may take it. Once only, as common gateways do.
            return await _pods.SendAsync(Copy(http, endpoints.Next(pod)!, target, body), cancel);
        }
    }

    private static bool MayRetry(HttpContext http, HttpRequestException failure)
    {
        // Not connected: no byte of the request has left, so any method may go elsewhere.
        if (failure.HttpRequestError == HttpRequestError.ConnectionError
            || failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            return true;
        return !HasBody(http.Request)
            && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method)
            || HttpMethods.IsPut(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method));
    }

    internal static bool HasBody(HttpRequest request) => request.ContentLength is > 0
        || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);

    private static HttpRequestMessage Copy(HttpContext http, PodEndpoint pod, RequestTarget target, byte[]? body)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(http.Request.Method), new Uri("http://" + pod.Authority + target.PathAndQuery,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (HasBody(http.Request) || body is not null)
            message.Content = body is null ? new StreamContent(http.Request.Body) : new ByteArrayContent(body);
        foreach (var (name, values) in http.Request.Headers)
        {
            if (HopByHop.Contains(name) || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        message.Headers.Host = target.Host;
        var from = http.Connection.RemoteIpAddress?.ToString();
        if (from is not null)
            message.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        message.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "http");
        return message;
    }

    private static async Task AnswerAsync(HttpContext http, HttpResponseMessage response, IReadOnlyList<HeaderEdits> ofRule,
        IReadOnlyList<HeaderEdits> ofBackend, CancellationToken cancel)
    {
        var answer = http.Response;
        answer.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (!HopByHop.Contains(name))
                answer.Headers[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            answer.Headers[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        foreach (var edit in ofBackend)
            edit.Apply(answer.Headers);
        foreach (var edit in ofRule)
            edit.Apply(answer.Headers);
        if (!HttpMethods.IsHead(http.Request.Method) && answer.StatusCode is not (204 or 304))
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await response.Content.CopyToAsync(answer.Body, cancel);
        }
    }
}
