namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>A column that is replaced by made-up values.</summary>
/// <param name="Table">The table, with its schema when that is not <c>public</c>.</param>
/// <param name="Column">The column: of a text type, or for <see cref="MaskKind.Digits"/> an integer too.</param>
/// <param name="As">What the made-up values look like.</param>
public sealed record MaskRule(string Table, string Column, MaskKind As);
