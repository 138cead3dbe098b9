namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>What must be so before a new template is launched.</summary>
/// <param name="Shadow">The ShadowDeployment whose verdict is waited for.</param>
/// <param name="IsMet">Whether it has found the template's images the same or better, and may start this launch.</param>
/// <param name="Message">What is lacking, in a sentence.</param>
public sealed record RequirementFacts(string Shadow, bool IsMet, string Message);
