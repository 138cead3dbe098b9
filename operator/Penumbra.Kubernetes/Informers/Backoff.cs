namespace Penumbra.Kubernetes.Informers;

/// <summary>Waits that double up to a cap, each shortened at random by up to half, so that many clients do not come back at once.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The cap.</param>
/// <param name="random">Where the jitter comes from.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>The next wait.</summary>
    /// <param name="atLeast">What a server asked for, or null.</param>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        var wait = At(_failures, first, longest, random);
        _failures++;
        return atLeast > wait ? atLeast.Value : wait;
    }

    /// <summary>Begins again with the first wait.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after so many failures.</summary>
    public static TimeSpan At(int failures, TimeSpan first, TimeSpan longest, Random random)
    {
        var full = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failures, 40)));
        return TimeSpan.FromSeconds(full * (1 - (random.NextDouble() / 2)));
    }
}
