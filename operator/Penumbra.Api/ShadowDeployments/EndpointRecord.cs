using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What can be said of one endpoint.</summary>
public sealed record EndpointRecord
{
    /// <summary>The endpoint; (rest) for the small ones together.</summary>
    [Length(1, 256)]
    public required string Endpoint { get; init; }

    /// <summary>Its comparisons.</summary>
    public long? Compared { get; init; }

    /// <summary>Those in which the shadow alone differs.</summary>
    public long? Mismatched { get; init; }

    /// <summary>The verdict on it alone.</summary>
    [Values("SameOrBetter", "Worse", "Inconclusive")]
    public string? Verdict { get; init; }

    /// <summary>Why, in one word.</summary>
    [Length(0, 63)]
    public string? Why { get; init; }

    /// <summary>What live answered, where that is hardly anything but refusals and redirects: 99 % 404.</summary>
    [Length(0, 64)]
    public string? Refused { get; init; }
}
