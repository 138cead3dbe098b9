using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What is not judged: a field of the answers, or what the shadow uses.</summary>
public sealed record NotJudgedRecord
{
    /// <summary>Its path; resources.cpu and resources.memory for what the shadow uses.</summary>
    [Length(0, 256)]
    public required string Field { get; init; }

    /// <summary>Noisy: live differs from itself in it. The others are of what the shadow uses.</summary>
    [Values("Noisy", "TooFewPoints", "OtherRequests", "EvenLoad", "CostNotSeen", "SourceSilent", "SeriesLacking", "NoPods", "RequestsNotCounted")]
    public string? Why { get; init; }

    /// <summary>Of what the shadow uses, the same in a sentence, with what would help.</summary>
    [Length(0, 512)]
    public string? Message { get; init; }
}
