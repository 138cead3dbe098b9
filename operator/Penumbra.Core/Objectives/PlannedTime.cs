using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives;

/// <summary>How long something is tried if nothing holds it up: what late evidence is weighed by.</summary>
/// <param name="StepsBeside">In how many steps the other side is there to compare with.</param>
/// <param name="Beside">How long that is in all.</param>
/// <param name="Steps">How many steps there are.</param>
/// <param name="Alone">How long there is, or may be, nothing to compare with.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlannedTime(int StepsBeside, TimeSpan Beside, int Steps, TimeSpan Alone);
