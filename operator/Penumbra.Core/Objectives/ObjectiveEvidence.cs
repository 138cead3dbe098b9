namespace Penumbra.Core.Objectives;

/// <summary>The kept state of one objective.</summary>
/// <param name="Name">The objective.</param>
/// <param name="Question">What was asked: evidence of something else is not gone on with.</param>
/// <param name="State">The evidence.</param>
/// <param name="Candidate">What was counted of the candidate, by pod; empty where that was too long to keep.</param>
/// <param name="Stable">What was counted of stable, by pod.</param>
/// <param name="Weight">How strongly it speaks against the candidate: whether it is worth a write of its own.</param>
public sealed record ObjectiveEvidence(string Name, string Question, string State, string Candidate, string Stable, double Weight);
