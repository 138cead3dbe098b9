using Penumbra.Api.Attributes;

namespace Penumbra.Api.MetricSources;

/// <summary>A Secret, by name.</summary>
public sealed record SecretReference
{
    /// <summary>Its namespace.</summary>
    [Length(1, 63)]
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
