using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A freeze.</summary>
public sealed record DenyWindow
{
    /// <summary>From this instant.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>To this instant.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Why.</summary>
    [Length(0, 256)]
    public string? Reason { get; init; }
}
