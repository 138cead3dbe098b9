using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>What several applications' refreshes have in common: one template instead of one job file in many copies.</summary>
[KubernetesEntity(Kind = "SnapshotRefreshTemplate", PluralName = "snapshotrefreshtemplates", Namespaced = false)]
[GenericAdditionalPrinterColumn(".spec.schedule", "Schedule", "string")]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed record SnapshotRefreshTemplate
{
    /// <summary>Fields that refreshes take over where they say nothing themselves.</summary>
    public required SnapshotRefreshTemplateSpecification Spec { get; init; }
}
