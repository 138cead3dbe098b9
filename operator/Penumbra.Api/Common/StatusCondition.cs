using Penumbra.Api.Attributes;

namespace Penumbra.Api.Common;

/// <summary>A condition, as metav1.Condition.</summary>
public sealed record StatusCondition
{
    /// <summary>Which condition.</summary>
    [Length(1, 63)]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    [Values("True", "False", "Unknown")]
    public required string Status { get; init; }

    /// <summary>Why, in one CamelCase word.</summary>
    [Length(1, 63)]
    public required string Reason { get; init; }

    /// <summary>For people.</summary>
    [Length(0, 4096)]
    public string? Message { get; init; }

    /// <summary>When the status changed last.</summary>
    public required DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>The generation that it was judged on.</summary>
    public long ObservedGeneration { get; init; }
}
