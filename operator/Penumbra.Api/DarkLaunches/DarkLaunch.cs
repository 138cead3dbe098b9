using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Moves users from the stable release to a candidate in steps, watches its objectives, and goes back by itself.</summary>
[KubernetesEntity(Kind = "DarkLaunch", PluralName = "darklaunches", ShortNames = ["dl"])]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string")]
[GenericAdditionalPrinterColumn(".status.weight", "Weight", "string", Description = "The candidate's share in percent")]
[GenericAdditionalPrinterColumn(".status.step.index", "Step", "integer")]
[GenericAdditionalPrinterColumn(".status.stable.revision", "Stable", "string")]
[GenericAdditionalPrinterColumn(".status.candidate.revision", "Candidate", "string")]
[GenericAdditionalPrinterColumn(".status.reason", "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.message", "Message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[ScaleSubresource(".spec.replicas", ".status.replicas", ".status.selector")]
[ValidationRule("self.metadata.name.size() <= 63", "the name must be at most 63 characters: it is a label's value")]
public sealed record DarkLaunch
{
    /// <summary>What is asked for.</summary>
    public required DarkLaunchSpecification Spec { get; init; }

    /// <summary>What is.</summary>
    public DarkLaunchStatus? Status { get; init; }
}
