using System.Runtime.InteropServices;

namespace Penumbra.Metrics.History;

/// <summary>One recorded sample.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The counter's value.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecordedSample(DateTimeOffset At, double Value);
