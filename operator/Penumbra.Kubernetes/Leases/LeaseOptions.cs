namespace Penumbra.Kubernetes.Leases;

/// <summary>Which lease, for whom, and its times (the defaults are client-go's).</summary>
public sealed record LeaseOptions
{
    /// <summary>The namespace of the lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of the lease.</summary>
    public required string Name { get; init; }

    /// <summary>Who asks for it: unique per process, such as the pod's name and UID.</summary>
    public required string Identity { get; init; }

    /// <summary>After how long without a renewal others may take the lease.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long without a renewal the holder itself stops writing; shorter than the duration.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the holder renews and the others look.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
