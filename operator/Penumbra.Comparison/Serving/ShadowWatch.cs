using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>
/// Whether the shadow is there, as far as asking tells: it is away from the first of several silences to the last. Between two of them a minute counts at most: where nothing is asked for longer, as during a pause or a night,
/// nobody knows.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="before">How long it was away while earlier processes watched.</param>
internal sealed class ShadowWatch(TimeProvider time, TimeSpan before = default)
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private DateTimeOffset? _last;
    private TimeSpan _away;
    private TimeSpan _before = before;

    public ShadowHealth Health
    {
        get
        {
            lock (_lock) return new(_away, _before + _away);
        }
    }

    public void Add(bool answered)
    {
        lock (_lock)
        {
            if (!answered)
            {
                var now = time.GetUtcNow();
                if (_last is { } last && now > last) _away += now - last < LongestGap ? now - last : LongestGap;
                _last = now;
                return;
            }

            _before += _away;
            (_last, _away) = (null, TimeSpan.Zero);
        }
    }
}
