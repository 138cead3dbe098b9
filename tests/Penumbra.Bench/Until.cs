using System.Diagnostics;

namespace Penumbra.Bench;

/// <summary>Waits.</summary>
public static class Until
{
    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It never did; the message says what.</exception>
    public static async Task HoldsAsync(Func<bool> condition, string what, TimeSpan patience, CancellationToken cancellationToken, Func<string>? state = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience) throw new TimeoutException($"{what}: not after {patience.TotalSeconds:0} s. {state?.Invoke()}");
            await Task.Delay(25, cancellationToken);
        }
    }
}
