using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>On a schedule turns a production database into a clean, shareable snapshot.</summary>
[KubernetesEntity(Kind = "SnapshotRefresh", PluralName = "snapshotrefreshes", ShortNames = ["refresh"])]
[GenericAdditionalPrinterColumn(".status.phase", "Phase", "string")]
[GenericAdditionalPrinterColumn(".status.run.step", "Step", "string")]
[GenericAdditionalPrinterColumn(".status.run.id", "Run", "string")]
[GenericAdditionalPrinterColumn(".status.lastSuccess", "Last-Success", "date")]
[GenericAdditionalPrinterColumn(".status.nextRun", "Next-Run", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.run.message", "Message", "string", Priority = 1)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
[ValidationRule("self.metadata.name.size() <= 40", "the name must be at most 40 characters: Jobs are named after it")]
public sealed record SnapshotRefresh
{
    /// <summary>What is asked for.</summary>
    public required SnapshotRefreshSpecification Spec { get; init; }

    /// <summary>What is.</summary>
    public SnapshotRefreshStatus? Status { get; init; }
}
