using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Recordings;
using Penumbra.Comparison.Replaying;
using Penumbra.Comparison.Requests;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>
/// Takes recorded requests, one after another in their order, and answers each when it was compared. What was done already is said to be done and not counted again; what is not its turn is told
/// whose it is (409); what live or this server has no room for now is to come again (503), and is not dropped.
/// </summary>
internal sealed class ReplayReceiver(ComparisonConfig config, ComparisonState state, RequestComparer comparer, TimeProvider time, ILogger logger)
{
    private readonly ReplayMark _mark = ReplayMark.Of(config, time);
    private readonly RequestHeaders _headers = new(config.Requests, config.HostHeader);
    private readonly EndpointTemplates _templates = new(config.Requests.Templates);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _busy;
    private volatile bool _isEnding;

    /// <summary>The most bytes of a message: any entry of a recording with its body in base64. Whether that is more than <c>maxBody</c> is looked at afterwards.</summary>
    public const int MostBytes = (Recording.MostEntry / 3 * 4) + (1024 * 1024);

    /// <summary>Takes one message.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        try
        {
            // Of those without the key nothing is read, and they learn nothing.
            if (_mark.MessageOf(context.Request.Headers[ReplayMark.Header]) is not { } digest || await BodyReader.ReadAsync(context.Request.Body, MostBytes, context.RequestAborted) is not { } body || !ReplayMark.IsOf(digest, body))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            await TakeAsync(context, ReplayMessage.Read(body));
            await context.Response.WriteAsync(ReplayAnswer.Write(state.Replay), context.RequestAborted);
        }
        catch (BadHttpRequestException broken)
        {
            context.Response.StatusCode = broken.StatusCode;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    /// <summary>Takes nothing more, and waits for what is under way.</summary>
    public Task DrainAsync()
    {
        _isEnding = true;
        if (Volatile.Read(ref _busy) == 0) _drained.TrySetResult();
        return _drained.Task;
    }

    private async Task TakeAsync(HttpContext context, ReplayMessage? message)
    {
        if (message is null)
        {
            Say(context, StatusCodes.Status400BadRequest);
            return;
        }

        // Two may be there for a moment, when a pod is replaced: one after the other.
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            Later(context, TimeSpan.Zero);
            return;
        }

        try
        {
            if (_isEnding) Later(context, TimeSpan.Zero);
            else await DoAsync(context, message);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
            if (_isEnding) _drained.TrySetResult();
        }
    }

    private async Task DoAsync(HttpContext context, ReplayMessage message)
    {
        // Of another recording nothing is counted with what was found in this one.
        if (!state.IsOf(message.Recording))
        {
            Say(context, StatusCodes.Status409Conflict);
            return;
        }

        var known = state.Replay;
        Say(context, StatusCodes.Status200OK);
        if (message.Total is { } total)
        {
            state.ReplayBegins(total);
            return;
        }

        if (known.IsFinished || (!message.IsEnd && message.Position <= known.Replayed)) return;
        if (message.Position != (message.IsEnd ? known.Replayed : known.Replayed + 1))
        {
            Say(context, StatusCodes.Status409Conflict);
            return;
        }

        if (message.IsEnd) state.ReplayEnds();
        else if (message.Request is null) state.Without(message.Reason!.Value, message.Position);
        else await CompareAsync(context, message.Request, message.Position);
    }

    private async Task CompareAsync(HttpContext context, RecordedRequest recorded, long position)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in recorded.Headers) headers.Append(name, value);
        var path = RequestRefusal.PathOf(recorded.Target);
        if (RequestRefusal.Of(config.Requests, recorded.Method, path, headers, recorded.Body.Length) is { } reason)
        {
            state.Without(reason, position);
            return;
        }

        if (!state.TryEnter())
        {
            Later(context, TimeSpan.Zero);
            return;
        }

        try
        {
            var request = new MirroredRequest
            {
                Endpoint = _templates.Of(recorded.Method, path),
                Method = recorded.Method,
                Target = recorded.Target,
                Host = _headers.HostOf(recorded.Host is { } host ? new HostString(host) : default),
                Headers = _headers.Of(recorded.Method, headers),
                Body = recorded.Body.ToArray(),
            };
            if (await comparer.CompareAsync(request, position) is { } wait) Later(context, wait);
        }
        catch (OperationCanceledException)
        {
            // The server ends: the next process is asked again.
            Later(context, TimeSpan.Zero);
        }
        catch (Exception exception)
        {
            // A bug. Its message may hold what stands in the recording: only its kind is told.
            logger.LogError("A replayed comparison failed with {Kind} at {Where}", exception.GetType().Name, exception.TargetSite?.Name);
            state.Without(NotCompared.Protocol, position);
        }
        finally
        {
            state.Leave();
        }
    }

    private static void Later(HttpContext context, TimeSpan wait)
    {
        Say(context, StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static void Say(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
    }
}
