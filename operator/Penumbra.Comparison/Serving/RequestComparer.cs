using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Differing;
using Penumbra.Comparison.Requests;
using Penumbra.Comparison.Values;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>Asks both sides the same request, live now and then twice, and compares what they answer.</summary>
internal sealed class RequestComparer(ComparisonConfig config, ComparisonState state, ValueStore values, AnswerSource live, AnswerSource shadow, ShadowMark mark, Random random, TimeProvider time, CancellationToken ending)
{
    // Answers so large together are compared one after another: what that takes of memory is many times their own size.
    private const int Large = 256 * 1024;

    private static readonly SemaphoreSlim Turn = new(1);

    private readonly Lock _lock = new();
    private readonly LiveBudget _budget = new(config.Requests.MaxLiveRps, config.Sample is { } sample ? config.Requests.MaxLiveShare / sample : double.PositiveInfinity, time);
    private readonly RecentRequests _recent = new(time);
    private readonly AnswerComparer _comparer = new(config.Compare);

    /// <summary>A copy has arrived, whatever becomes of it: live was asked as well.</summary>
    public void Copied() => _budget.Copied();

    /// <summary>Compares one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="position">Its number in a recording; null for a copy. A recorded one is not dropped for the sake of live's rate.</param>
    /// <returns>How long to wait before a recorded request is tried again; null when it is done.</returns>
    public async Task<TimeSpan?> CompareAsync(MirroredRequest request, long? position = null)
    {
        var hash = _recent.Hash(request);
        if (_recent.IsKnown(hash))
        {
            state.Without(NotCompared.Repeated, position);
            return null;
        }

        var (chance, isLiveFirst) = Draw();
        var isTwice = state.AsksTwice(request.Endpoint, chance);
        if (!_budget.TryTake(isTwice ? 2 : 1, position is null))
        {
            if (position is not null) return _budget.Wait;
            state.Without(NotCompared.LiveRate);
            return null;
        }

        if (!_recent.TryAdd(hash))
        {
            state.Without(NotCompared.Repeated, position);
            return null;
        }

        // One after the other, in random order: neither finds what the other has warmed more often, and they do not slow each other down.
        var (first, other) = isLiveFirst ? (await LiveAsync(request), await ShadowAsync(request)) : Swap(await ShadowAsync(request), await LiveAsync(request));
        // Where neither answers, the way to both may be broken: that says nothing of the shadow.
        if (first.Answer is not null || other.Answer is not null) state.ShadowAnswered(other.Answer is not null);
        if (Lacking(first, other) is { } reason)
        {
            state.Without(reason, position);
            return null;
        }

        // A second answer that fails or does not come is live's own difference: were it left out, a shadow that fails just as often would be the only one whose failures count.
        var second = isTwice ? await LiveAsync(request) : default;
        var found = await InTurnAsync(first.Answer!, other);
        var itself = isTwice && second.Answer is not { IsOtherProtocol: true } ? (await InTurnAsync(first.Answer!, second)).Differences : default(System.Collections.Immutable.ImmutableArray<Difference>?);
        var comparison = new Core.ShadowDeployments.Verdicts.Comparison { Endpoint = request.Endpoint, At = time.GetUtcNow(), Shadow = found.Differences, Live = itself, LiveStatus = first.Answer!.Status, Fields = found.Fields };
        values.Add(request.Endpoint, found.Values);
        state.With(comparison, found.Shapes, IsFair(first) && IsFair(other) ? (first.Took, other.Took) : null, position);
        return null;
    }

    private async Task<Found> InTurnAsync(Answer reference, Asked other)
    {
        if (reference.Body.Length + (other.Answer?.Body.Length ?? 0) < Large) return Compare(reference, other);
        await Turn.WaitAsync(ending);
        try
        {
            return Compare(reference, other);
        }
        finally
        {
            Turn.Release();
        }
    }

    private Found Compare(Answer reference, Asked other)
    {
        if (other.Answer is not { } answer) return AnswerComparer.Unreachable();
        return reference.IsTooLarge != answer.IsTooLarge ? AnswerComparer.LargerThanRead(reference, answer) : _comparer.Compare(reference, answer);
    }

    private static NotCompared? Lacking(Asked live, Asked shadow)
    {
        if (live.IsTimeout && shadow.IsTimeout) return NotCompared.BothTimedOut;
        if (live.Answer is not { } answer) return NotCompared.LiveFailed;
        if (answer.Status >= 500) return NotCompared.LiveError;
        if (answer.IsOtherProtocol) return NotCompared.Protocol;
        return answer.IsTooLarge && shadow.Answer is { IsTooLarge: true } ? NotCompared.BodyTooLarge : null;
    }

    // An error is quick or slow for reasons of its own, and an answer that was not read to its end has no length of time.
    private static bool IsFair(Asked asked) => asked.Answer is { IsTooLarge: false, Status: >= 200 and < 500, IsOtherProtocol: false };

    private async Task<Asked> LiveAsync(MirroredRequest request)
    {
        state.AskedLive();
        return await live.AskAsync(request, mark.Make(), ending);
    }

    private Task<Asked> ShadowAsync(MirroredRequest request)
    {
        state.AskedShadow();
        return shadow.AskAsync(request, mark.Make(), ending);
    }

    private static (Asked Live, Asked Shadow) Swap(Asked shadow, Asked live) => (live, shadow);

    private (double Chance, bool IsLiveFirst) Draw()
    {
        lock (_lock) return (random.NextDouble(), random.Next(2) == 0);
    }
}
