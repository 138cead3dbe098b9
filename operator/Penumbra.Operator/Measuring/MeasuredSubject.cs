using Penumbra.Core.Objectives;

namespace Penumbra.Operator.Measuring;

/// <summary>What is measured until the next pass: a launch's candidate and its stable revision, or a shadow and live.</summary>
/// <param name="Uid">Of the object that the readings are for.</param>
/// <param name="Interval">How often.</param>
/// <param name="Objectives">What is asked.</param>
/// <param name="Candidate">What is tried.</param>
/// <param name="Stable">What it is compared with; null where nothing is.</param>
public sealed record MeasuredSubject(string Uid, TimeSpan Interval, IReadOnlyList<Objective> Objectives, MeasuredSide Candidate, MeasuredSide? Stable);
