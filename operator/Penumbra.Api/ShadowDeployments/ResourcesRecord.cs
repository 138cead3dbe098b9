using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What the shadow uses relative to live.</summary>
public sealed record ResourcesRecord
{
    /// <summary>CPU per request; absent while it is not judged.</summary>
    public ResourceFigureRecord? Cpu { get; init; }

    /// <summary>Memory per replica; absent while it is not judged.</summary>
    public ResourceFigureRecord? Memory { get; init; }

    /// <summary>What was measured: numbers for the operator, not for people.</summary>
    [Length(0, 6000)]
    public string? State { get; init; }
}
