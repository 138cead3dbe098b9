using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Harm.Intakes;

/// <summary>How what was served of one objective gets into its evidence.</summary>
public interface IIntake
{
    /// <summary>The evidence so far.</summary>
    SequentialEvidence Evidence { get; }

    /// <summary>A step begins.</summary>
    void EnterStep(Situation before);

    /// <summary>A sample is taken in.</summary>
    /// <param name="at">When it was taken.</param>
    /// <param name="situation">Whose requests the candidate has seen.</param>
    /// <param name="weight">The candidate's share of them.</param>
    /// <param name="served">What was served since the last sample.</param>
    void Take(DateTimeOffset at, Situation situation, double weight, (long Total, long Bad, long StableTotal, long StableBad) served);
}
