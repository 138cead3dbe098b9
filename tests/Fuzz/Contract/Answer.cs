namespace Penumbra.Fuzz.Contract;

/// <summary>The answer to a declaration.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Sentence">What was said.</param>
public sealed record Answer(Outcome Outcome, string Sentence)
{
    /// <summary>Whether that must never be.</summary>
    public bool IsBug => Outcome is Outcome.Ignored or Outcome.ToldElsewhere or Outcome.Crashed;
}
