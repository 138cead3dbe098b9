namespace Penumbra.Sandbox.Pods;

/// <summary>The speeds of the sandbox's one node.</summary>
public sealed record KubeletOptions
{
    /// <summary>
    /// The wait before the second restart of a crashed container (the first is at once); it doubles up to <see cref="MaxBackoff"/>.
    /// Kubernetes: 10 s.
    /// </summary>
    public TimeSpan RestartBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before a restart. Kubernetes: 5 minutes.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Images that are real programs; null for none: every pod is a web server of this process, or a Job that does nothing.</summary>
    public PodPrograms? Programs { get; init; }
}
