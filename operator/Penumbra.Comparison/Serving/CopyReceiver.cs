using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Requests;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>Takes mirrored copies: answers each at once with 202, and compares those that may be. The gateway waits for nothing, and no user waits for the gateway.</summary>
internal sealed class CopyReceiver(ComparisonConfig config, ComparisonState state, RequestComparer comparer, ShadowMark mark, TimeProvider time, ILogger logger)
{
    private readonly RequestHeaders _headers = new(config.Requests, config.HostHeader);
    private readonly EndpointTemplates _templates = new(config.Requests.Templates);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _working = [];

    /// <summary>Receives one copy.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        UnreadableCopies.Begins(context.Features);
        state.Seen();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentLength = 0;
        if (Refuse(context) is { } reason)
        {
            if (reason != NotCompared.Loop) comparer.Copied();
            Refuse(context, reason);
            return;
        }

        comparer.Copied();
        if (!state.TryEnter())
        {
            Refuse(context, NotCompared.Overload);
            return;
        }

        var isLeft = false;
        try
        {
            if (await BodyAsync(context) is not { } body)
            {
                Refuse(context, NotCompared.BodyTooLarge);
                return;
            }

            var request = Request(context, body);
            await context.Response.CompleteAsync();
            UnreadableCopies.Ends(context.Features);
            Start(request);
            isLeft = true;
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException or OperationCanceledException)
        {
            // The copy broke off, or had no end: nobody is told anything.
            state.Without(exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? NotCompared.BodyTooLarge : NotCompared.Protocol);
            context.Abort();
        }
        finally
        {
            if (!isLeft) state.Leave();
        }
    }

    /// <summary>A copy came that could not be read at all. Anybody may send such: it allows no request more of live.</summary>
    public void Unreadable()
    {
        state.Seen();
        state.Without(NotCompared.Malformed);
    }

    /// <summary>Waits for what is under way.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_lock) tasks = [.. _working];
            if (tasks.Length == 0) return;
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_lock) _working.ExceptWith(tasks);
        }
    }

    private NotCompared? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers[ShadowMark.Header].Any(mark.IsOwn))
        {
            if (state.Loops.Add())
                logger.LogWarning("MirrorLoop: three of this server's own requests were mirrored to it within ten seconds: remove the mirror from the route that {Live} is asked by", config.Live.Url.Authority);
            return NotCompared.Loop;
        }

        if (_headers.HostOf(request.Host) is { } host && !RequestHeaders.IsHost(host)) return NotCompared.Malformed;
        return RequestRefusal.Of(config.Requests, request.Method, Path(context), request.Headers, request.ContentLength);
    }

    // What is left of the body is not read: the connection ends with the answer.
    private void Refuse(HttpContext context, NotCompared reason)
    {
        state.Without(reason);
        if (HttpMethods.IsConnect(context.Request.Method)) context.Abort();
        else if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0) context.Response.Headers.Connection = "close";
        else UnreadableCopies.Ends(context.Features);
    }

    private async Task<byte[]?> BodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return [];
        using var patience = new CancellationTokenSource(config.Requests.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        return await BodyReader.ReadAsync(context.Request.Body, config.Requests.MaxBody, either.Token);
    }

    private MirroredRequest Request(HttpContext context, byte[] body) => new()
    {
        Endpoint = _templates.Of(context.Request.Method, Path(context)),
        Method = context.Request.Method,
        Target = Target(context),
        Host = _headers.HostOf(context.Request.Host),
        Headers = _headers.Of(context.Request.Method, context.Request.Headers),
        Body = body,
    };

    // As it was sent: %2F is not a slash.
    private static string Target(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return raw.StartsWith('/') ? raw : $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}" is ['/', ..] target ? target : "/";
    }

    private static string Path(HttpContext context) => RequestRefusal.PathOf(Target(context));

    private void Start(MirroredRequest request)
    {
        var work = WorkAsync(request);
        if (work.IsCompleted) return;
        lock (_lock) _working.Add(work);
        _ = work.ContinueWith(done => { lock (_lock) _working.Remove(done); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task WorkAsync(MirroredRequest request)
    {
        try
        {
            await comparer.CompareAsync(request);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception exception)
        {
            // A bug. Its message may hold what a user sent: only its kind is told.
            logger.LogError("A comparison failed with {Kind} at {Where}", exception.GetType().Name, exception.TargetSite?.Name);
            state.Without(NotCompared.Protocol);
        }
        finally
        {
            state.Leave();
        }
    }
}
