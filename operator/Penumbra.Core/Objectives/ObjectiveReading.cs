namespace Penumbra.Core.Objectives;

/// <summary>A reading for one objective, of the candidate or of stable beside it.</summary>
/// <param name="Objective">The objective's name.</param>
/// <param name="Question">What was asked: an answer to what is no longer asked counts nothing.</param>
/// <param name="Revision">The revision that was measured.</param>
/// <param name="Reading">What the source said.</param>
public sealed record ObjectiveReading(string Objective, string Question, string Revision, Reading Reading);
