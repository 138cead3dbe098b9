using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Recordings;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Replaying;

/// <summary>
/// Replays a recording: one request after another, each when the one before was compared, and no faster than its rate. Where to go on, the server says: it keeps the position with its evidence.
/// </summary>
/// <param name="options">What is replayed, and to whom.</param>
/// <param name="http">A client without a time-out of its own.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it logs: numbers of entries, never what stands in them.</param>
public sealed class Replayer(ReplayOptions options, HttpClient http, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ForAnswer = TimeSpan.FromMinutes(20);

    // A server that starts anew, or whose node is drained, is waited for; then the Job's own patience begins.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ReplayMark _mark = new(options.Shadow, options.Subject, options.Key, time);
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / options.Rate);
    private long? _sentAt;

    /// <summary>Replays what is left.</summary>
    /// <param name="cancellationToken">Ends it; the next process goes on.</param>
    /// <returns>How it ended, and in a sentence why; it holds nothing of the recording.</returns>
    public async Task<(ReplayEnd End, string Why)> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Before anything is sent, so that a file which was cut is not found out in the middle.
            var (total, name, problem) = await CountAsync(cancellationToken);
            if (problem is not null) return (ReplayEnd.Failed, problem);
            if (await TellAsync(new ReplayMessage { Recording = name, Total = total }, cancellationToken) is not { } progress) return Away;
            while (!progress.IsFinished || progress.IsChanged)
            {
                if (progress.IsChanged) return Another;
                logger.LogInformation("Replays {Left} of {Total} requests", total - progress.Replayed, total);
                var (reached, isSame) = await PassAsync(name, progress.Replayed, total, cancellationToken);
                if (!isSame) return (ReplayEnd.Again, "the recording was changed while it was replayed; the next process looks anew");

                // A server that takes nothing of it: the next process looks anew.
                if (reached is not { } now || now == progress) return Away;
                progress = now;
            }

            return (ReplayEnd.Done, string.Create(CultureInfo.InvariantCulture, $"{total} requests are replayed"));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (ReplayEnd.Again, "it was told to end; the next process goes on");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (ReplayEnd.Failed, exception is FileNotFoundException or DirectoryNotFoundException ? "there is no file of that name" : "the file cannot be read");
        }
    }

    private static (ReplayEnd End, string Why) Away => (ReplayEnd.Again, "the comparison server does not answer, or takes nothing of this replay");

    // In a Job the operator hears of it, and ends the Job.
    private static (ReplayEnd End, string Why) Another => (ReplayEnd.Again, "this is another recording than the one that was begun: the operator begins the comparison anew with it; by hand, give the server another since");

    private async Task<(long Total, string Name, string? Problem)> CountAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(options.File);
        await using var read = new DigestedStream(file, options.Key);
        var (total, problem) = await Recording.CountAsync(read, cancellationToken);
        return (total, await read.EndAsync(cancellationToken), problem is null ? null : $"the recording {problem}");
    }

    // One pass over the file; a server that has lost a little of what it knew asks for another one. What the file holds is known at its end, and only then said to be replayed.
    private async Task<(ReplayProgress? Progress, bool IsSame)> PassAsync(string name, long replayed, long total, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(options.File);
        await using var read = new DigestedStream(file, options.Key);
        await foreach (var entry in Recording.ReadAsync(read, new RecordingEnd(), cancellationToken))
        {
            if (entry.Position <= replayed || entry.Position > total) continue;
            var message = new ReplayMessage { Recording = name, Position = entry.Position, Request = entry.Request, Reason = entry.Request is not null ? null : entry.IsTooLarge ? NotCompared.BodyTooLarge : NotCompared.Malformed };
            if (entry.Request is null) logger.LogWarning("Entry {Position} is not compared: {Problem}", entry.Position, entry.Problem);
            else await PaceAsync(cancellationToken);
            if (await TellAsync(message, cancellationToken) is not { } progress) return (null, true);
            if (progress.IsFinished || progress.IsChanged || progress.Replayed < entry.Position) return (progress, true);
            replayed = progress.Replayed;
        }

        if (await read.EndAsync(cancellationToken) != name) return (null, false);
        return (await TellAsync(new ReplayMessage { Recording = name, Position = total, IsEnd = true }, cancellationToken), true);
    }

    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        if (_sentAt is { } last && _interval - time.GetElapsedTime(last) is var left && left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken);
        _sentAt = time.GetTimestamp();
    }

    /// <summary>Tells the server until it has taken it; null when it does not for too long.</summary>
    private async Task<ReplayProgress?> TellAsync(ReplayMessage message, CancellationToken cancellationToken)
    {
        var body = message.Write();
        var since = time.GetTimestamp();
        while (true)
        {
            var (progress, wait, isHeard) = await AskAsync(body, cancellationToken);
            if (progress is not null) return progress;
            if (isHeard) since = time.GetTimestamp();
            else if (time.GetElapsedTime(since) > Patience) return null;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(ReplayProgress? Progress, TimeSpan Wait, bool IsHeard)> AskAsync(byte[] body, CancellationToken cancellationToken)
    {
        // As long as both sides, live twice, may take, and more: whatever becomes of it, it is counted once.
        using var patience = new CancellationTokenSource(ForAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Server, ReplayMessage.Path)) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation(ReplayMark.Header, _mark.Make(body));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            switch (response.StatusCode)
            {
                // Done already, done now, or not its turn: what it says of its position holds.
                case HttpStatusCode.OK or HttpStatusCode.Conflict:
                    return (ReplayAnswer.Read(await response.Content.ReadAsByteArrayAsync(either.Token)), Pause, false);
                case HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter?.Delta is { } wait:
                    return (null, wait < Pause ? Pause : wait > LongestWait ? LongestWait : wait, true);
                default:
                    return (null, Pause, false);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, Pause, false);
        }
    }
}
