namespace Penumbra.Kubernetes.Queue;

/// <summary>The waits of a queue.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>The wait after a first failure.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait after failures.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);
}
