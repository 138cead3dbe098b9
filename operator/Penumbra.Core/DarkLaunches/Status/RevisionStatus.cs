namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>A revision that exists.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="State">What it is now.</param>
/// <param name="Outcome">How its last attempt ended; null while it has not.</param>
public sealed record RevisionStatus(string Revision, RevisionState State, RevisionOutcome? Outcome);
