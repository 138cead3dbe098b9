using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A Job made from a suspended CronJob of the namespace.</summary>
public sealed record StepCheck
{
    /// <summary>The CronJob's name.</summary>
    [Length(1, 52)]
    public required string CronJob { get; init; }

    /// <summary>How long it may take.</summary>
    [Duration]
    public string? Timeout { get; init; }
}
