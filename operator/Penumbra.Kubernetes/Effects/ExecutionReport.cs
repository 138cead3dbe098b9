using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Effects;

/// <summary>What became of all planned writes.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Writes">One outcome per planned write, in the order of the plan.</param>
/// <param name="Failure">The first failure, or null.</param>
public sealed record ExecutionReport(ExecutionOutcome Outcome, IReadOnlyList<WriteOutcome> Writes, ApiFailure? Failure);
