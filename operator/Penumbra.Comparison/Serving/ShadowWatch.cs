using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>Whether the shadow is there, as far as asking tells: it is away from the first of several silences to the last.</summary>
/// <param name="time">The clock.</param>
/// <param name="before">How long it was away while earlier processes watched.</param>
internal sealed class ShadowWatch(TimeProvider time, TimeSpan before = default)
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _first;
    private DateTimeOffset _last;
    private TimeSpan _before = before;

    public ShadowHealth Health
    {
        get
        {
            lock (_lock) return new(Now, _before + Now);
        }
    }

    private TimeSpan Now => _first is { } first ? _last - first : TimeSpan.Zero;

    public void Add(bool answered)
    {
        lock (_lock)
        {
            if (!answered)
            {
                _last = time.GetUtcNow();
                _first ??= _last;
                return;
            }

            _before += Now;
            _first = null;
        }
    }
}
