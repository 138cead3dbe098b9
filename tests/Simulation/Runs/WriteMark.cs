namespace Penumbra.Simulation.Runs;

/// <summary>A write of a run, as far as a crash at it matters.</summary>
/// <param name="Number">The number among the writes of the run, from 1.</param>
/// <param name="At">When it reached the server, since the start of the run.</param>
/// <param name="Before">The cluster's version before it.</param>
/// <param name="After">The cluster's version after it.</param>
/// <param name="Evaluations">How often the source had been asked.</param>
public sealed record WriteMark(int Number, TimeSpan At, long Before, long After, int Evaluations);
