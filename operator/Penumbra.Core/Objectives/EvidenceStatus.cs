using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>The judge's state as it is kept: what a new process goes on from.</summary>
/// <param name="Version">The form of the texts.</param>
/// <param name="Attempt">Whom it is about: <c>revision/attempt</c>.</param>
/// <param name="Situation">Whose requests the candidate saw.</param>
/// <param name="Objectives">By objective.</param>
public sealed record EvidenceStatus(int Version, string Attempt, string Situation, ImmutableList<ObjectiveEvidence> Objectives);
