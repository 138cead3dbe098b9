namespace Penumbra.Sandbox.Demo;

/// <summary>What users got from one version.</summary>
/// <param name="Version">The version.</param>
public sealed record ReleaseTally(string Version)
{
    /// <summary>Requests that it answered.</summary>
    public long Requests { get; init; }

    /// <summary>Of these, failed.</summary>
    public long Failed { get; init; }

    /// <summary>Of these, slower than the demo's bound.</summary>
    public long Slow { get; init; }

    /// <summary>When the first failed or slow request was answered; null when none was.</summary>
    public DateTimeOffset? FirstBad { get; init; }

    /// <summary>When it answered last.</summary>
    public DateTimeOffset? Last { get; init; }
}
