namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What cannot be compared.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Why">Why.</param>
/// <param name="Message">The same in a sentence, with what would help.</param>
public sealed record ResourceGap(ResourceKind Kind, ResourceUnjudged Why, string Message);
