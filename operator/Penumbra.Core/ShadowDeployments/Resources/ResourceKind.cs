namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What is used.</summary>
public enum ResourceKind
{
    /// <summary>CPU time per request.</summary>
    Cpu,

    /// <summary>Memory per replica.</summary>
    Memory,
}
