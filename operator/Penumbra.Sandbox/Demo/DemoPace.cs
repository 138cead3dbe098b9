namespace Penumbra.Sandbox.Demo;

/// <summary>Rates out of totals: what happened between two looks.</summary>
public sealed class DemoPace
{
    private readonly Dictionary<string, (long Requests, long Errors, DateTimeOffset At)> _seen = new(StringComparer.Ordinal);

    /// <summary>A release's pace since the last look at it.</summary>
    public ReleasePace Of(string version, long requests, long errors, TimeSpan p99, DateTimeOffset now)
    {
        var before = _seen.GetValueOrDefault(version, (0, 0, now - TimeSpan.FromSeconds(1)));
        _seen[version] = (requests, errors, now);
        var answered = requests - before.Requests;
        return new ReleasePace(version, answered / Math.Max(0.1, (now - before.At).TotalSeconds), answered == 0 ? 0 : (double)(errors - before.Errors) / answered, p99);
    }
}
