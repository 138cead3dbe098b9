using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Lets a version that nobody sees answer copies of live requests, compares its answers with live's, and says whether it is the same or better.</summary>
[KubernetesEntity(Kind = "ShadowDeployment", PluralName = "shadowdeployments", ShortNames = ["shadow"])]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string")]
[GenericAdditionalPrinterColumn(".status.verdict", "Verdict", "string")]
[GenericAdditionalPrinterColumn(".status.why", "Why", "string")]
[GenericAdditionalPrinterColumn(".status.compared", "Compared", "integer")]
[GenericAdditionalPrinterColumn(".status.mismatch.share", "Mismatch", "string", Description = "Comparisons in which the shadow differs, in percent")]
[GenericAdditionalPrinterColumn(".status.expectedAt", "Expected", "string", Description = "When a verdict can be expected")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.message", "Message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[ValidationRule("self.metadata.name.size() <= 50", "the name must be at most 50 characters: Services are named after it")]
[ValidationRule("self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')", "the name must begin with a letter and have no dots: Services are named after it")]
public sealed record ShadowDeployment
{
    /// <summary>What is asked for.</summary>
    public required ShadowDeploymentSpecification Spec { get; init; }

    /// <summary>What is.</summary>
    public ShadowDeploymentStatus? Status { get; init; }
}
