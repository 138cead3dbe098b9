using System.Runtime.InteropServices;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>How many ready pods are measured.</summary>
/// <param name="Shadow">The shadow's.</param>
/// <param name="Live">Live's.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MeasuredReplicas(int Shadow, int Live);
