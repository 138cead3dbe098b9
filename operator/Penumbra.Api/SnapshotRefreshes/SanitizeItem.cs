using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>One step of making the data clean: exactly one of sql, mask and container.</summary>
[ValidationRule("[has(self.sql), has(self.container), has(self.mask)].filter(x, x).size() == 1", "exactly one of sql, container and mask must be set")]
[ValidationRule("!has(self.parameters) || has(self.sql)", "parameters are for sql")]
[ValidationRule("!has(self.container) || !(self.name == 'worker' || self.name.startsWith('worker-'))", "a container step must not be named worker, nor begin with worker-: those are the pod's own containers")]
public sealed record SanitizeItem
{
    /// <summary>Unique in this list.</summary>
    [Length(1, 63), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>A file of SQL.</summary>
    public SqlSource? Sql { get; init; }

    /// <summary>Values that are bound to the file's parameters, never spliced into its text.</summary>
    public ParameterSource? Parameters { get; init; }

    /// <summary>A container of the run's own pod. It must be idempotent: a run that was interrupted lets it work again.</summary>
    public ContainerRun? Container { get; init; }

    /// <summary>Columns that are replaced by made-up values: the same value for the same value, everywhere in the run.</summary>
    [Items(1, 256)]
    public IReadOnlyList<MaskItem>? Mask { get; init; }
}
