using Penumbra.Comparison.Differing;

namespace Penumbra.Comparison.Values;

/// <summary>Two values that differed.</summary>
/// <param name="Values">Both sides'.</param>
/// <param name="At">When; a week later they are gone.</param>
internal sealed record ValueSample(ValuePair Values, DateTimeOffset At);
