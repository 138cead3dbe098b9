namespace Penumbra.Kubernetes.Informers;

/// <summary>The habits of an informer.</summary>
public sealed record InformerOptions
{
    /// <summary>Objects per page of a list: few, as the buffers that hold a page stay with the process long after it.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The shortest life that the server is asked to give a watch; the longest is twice that.</summary>
    public TimeSpan WatchLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a watch may outlive what was asked for.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest silence of a watch: the server sends a bookmark each one to two minutes.</summary>
    public TimeSpan WatchSilence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The wait before the first reconnection.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a reconnection.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A watch that lived this long was healthy: the next wait is the first again.</summary>
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many lists in a row may be older than the cache before they are believed, as after a restored backup.</summary>
    public int StaleListsRefused { get; init; } = 5;

    /// <summary>
    /// For how long a kind must be answered with 404 before the cache counts as filled, with nothing: the cluster does not serve it. Null: never,
    /// as an API server that has just started answers so for a while. A cache that has been filled once is never emptied by a 404.
    /// </summary>
    public TimeSpan? UnservedAfter { get; init; }
}
