using System.Runtime.InteropServices;

namespace Penumbra.Comparison.Answers;

/// <summary>What came of asking one side.</summary>
/// <param name="Answer">Its answer; null when there was none.</param>
/// <param name="Took">From the request's first byte to the answer's last.</param>
/// <param name="IsTimeout">Whether there was none in time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Asked(Answer? Answer, TimeSpan Took, bool IsTimeout);
